// The units of the cluster, listed, shown and destroyed. How they are made and changed: unit-put.ts.

import type { Program } from '../../runtime/operation.ts'
import type { UnitState } from '../registry/codecs.ts'
import { readStates } from '../registry/states.ts'
import { destroyUnit } from '../registry/units.ts'
import { type ApiCall, known, latest, written } from './api-call.ts'
import type { ApiReply } from './message.ts'
import { pageOf } from './page.ts'
import { Refused } from './refused.ts'
import type { UnitPage } from './schema.ts'
import { NO_SUCH_UNIT, readableJob, viewOf } from './unit-view.ts'

/** GET /units */
export function* listUnits(call: ApiCall): Program<ApiReply> {
  const snapshot = yield* latest(call)
  const { items, nextPageToken } = pageOf([...snapshot.jobs.values()], call.query)
  const { states } = known(yield* readStates())
  const byUnit = Map.groupBy(states, ({ unit }: UnitState) => unit)
  const page: UnitPage = {
    ...(nextPageToken !== undefined && { nextPageToken }),
    ...(items.length > 0 && { units: items.map((job) => viewOf(job, snapshot, byUnit.get(job.name) ?? [])) }),
  }
  return { status: 200, body: page }
}

/** GET /units/{n} */
export function* getUnit(call: ApiCall): Program<ApiReply> {
  const snapshot = yield* latest(call)
  const job = readableJob(snapshot, call.name)
  const { states } = known(yield* readStates({ unit: job.name }))
  return { status: 200, body: viewOf(job, snapshot, states) }
}

/** DELETE /units/{n}. Works also where the unit cannot be read, or has a name that could not be made any more. */
export function* destroy({ name }: ApiCall): Program<ApiReply> {
  const { kind } = written(yield* destroyUnit(name))
  if (kind === 'missing') throw new Refused(404, NO_SUCH_UNIT)
  return { status: 204 }
}
