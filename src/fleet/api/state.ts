// What machines report of units. It is read from the store for every request: no daemon watches it.

import type { Program } from '../../runtime/operation.ts'
import type { UnitState } from '../registry/codecs.ts'
import { readStates } from '../registry/states.ts'
import { type ApiCall, known, latest } from './api-call.ts'
import type { ApiReply } from './message.ts'
import { pageOf } from './page.ts'
import { Refused } from './refused.ts'
import type { ApiUnitState, UnitStatePage } from './schema.ts'

/** GET /state. Of several values of a filter the first counts, and an empty one filters nothing. */
export function* listStates({ query }: ApiCall): Program<ApiReply> {
  const [unit, machine] = [query.get('unitName')?.[0], query.get('machineID')?.[0]]
  const { states } = known(yield* readStates({ ...(unit && { unit }), ...(machine && { machine }) }))
  const { items, nextPageToken } = pageOf(states, query)
  const page: UnitStatePage = {
    ...(nextPageToken !== undefined && { nextPageToken }),
    ...(items.length > 0 && { states: items.map(shown) }),
  }
  return { status: 200, body: page }
}

/**
 * GET /state/{n}. Of several machines' reports that of the unit's own machine, or else of the first by id; upstream gave any.
 * One that is missing is a 404, as upstream meant it: its handler fell over and dropped the connection.
 */
export function* getState(call: ApiCall): Program<ApiReply> {
  const { jobs } = yield* latest(call)
  const { states, unreadable } = known(yield* readStates({ unit: call.name }))
  const state = states.find(({ machine }) => machine === jobs.get(call.name)?.target) ?? states[0]
  if (state !== undefined) return { status: 200, body: shown(state) }
  const [bad] = unreadable
  if (bad !== undefined) throw new Refused(500, `the record at ${bad.key} cannot be read: it ${bad.why}`)
  throw new Refused(404, 'unit state does not exist')
}

const shown = ({ hash, machine, unit, active, load, sub }: UnitState): ApiUnitState => ({
  hash,
  machineID: machine,
  name: unit,
  systemdActiveState: active,
  systemdLoadState: load,
  systemdSubState: sub,
})
