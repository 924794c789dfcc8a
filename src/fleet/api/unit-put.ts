// Makes a unit, gives it another file, or says what is to become of it: one request for all three, as upstream has it. A file
// is written only over what was read before; if that changed meanwhile, all is looked at again. A target state alone is
// set on whatever unit of that name there is by then.
//
// Three deviations. Options are checked also where they replace those of a unit that there is: upstream checked them for
// new units only. A desired state that is none is refused: upstream stored it, and the unit was gone from all lists and
// stopped on its machine. A template is not activated by the request that makes it either: upstream refused that only
// later.

import type { Program } from '../../runtime/operation.ts'
import { combinationProblem } from '../options/index.ts'
import { jobKey } from '../registry/keys.ts'
import { createUnit, replaceUnit, setTargetState } from '../registry/units.ts'
import type { Job } from '../snapshot.ts'
import { TARGET_STATES, type TargetState, type UnitName } from '../unit.ts'
import { quoteText } from '../unit-file/go-quote.ts'
import { hashOf } from '../unit-file/hash.ts'
import { nameProblem } from '../unit-file/names.ts'
import { serialiseUnitFile } from '../unit-file/serialise.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { type ApiCall, latest, written } from './api-call.ts'
import { readBody, requireJson } from './body.ts'
import type { ApiReply } from './message.ts'
import { Refused } from './refused.ts'
import { unitInputSchema } from './schema.ts'
import { unreadable } from './unit-view.ts'

/** What is asked for. */
interface Wish {
  readonly name: UnitName
  readonly options: readonly UnitOption[]
  readonly desiredState: TargetState | undefined
}

/** How often the unit may change between a look and a write. */
const TRIES = 5

const CREATED: ApiReply = { status: 201 }
const CHANGED: ApiReply = { status: 204 }

/** PUT /units/{n} */
export function* putUnit(call: ApiCall): Program<ApiReply> {
  const wish = wishOf(call)
  for (let tries = 1; tries <= TRIES; tries++) {
    const reply = yield* attempt(call, wish)
    if (reply !== undefined) return reply
  }
  throw new Refused(503, `nothing was changed: ${wish.name} was changed by others all the while`)
}

function wishOf({ request, name }: ApiCall): Wish {
  requireJson(request.contentTypes)
  const body = readBody(unitInputSchema, request)
  if (body.name && body.name !== name) {
    throw new Refused(
      400,
      `name in URL ${quoteText(name)} differs from unit name in request body ${quoteText(body.name)}`,
    )
  }
  const problem = nameProblem(name)
  if (problem !== undefined) throw new Refused(400, problem)
  const options = (body.options ?? []).map((option): UnitOption => ({
    section: option.section ?? '',
    name: option.name ?? '',
    value: option.value ?? '',
  }))
  return { name, options, desiredState: desiredStateOf(body.desiredState ?? '') }
}

function desiredStateOf(text: string): TargetState | undefined {
  const found = TARGET_STATES.find((state) => state === text)
  if (found !== undefined || text === '') return found
  throw new Refused(400, `invalid desiredState ${quoteText(text)}: expect ${TARGET_STATES.join(', ')}`)
}

/** Undefined: the unit is not any more what it was when it was looked at. */
function* attempt(call: ApiCall, wish: Wish): Program<ApiReply | undefined> {
  const snapshot = yield* latest(call)
  const job = snapshot.jobs.get(wish.name)
  if (job === undefined) return yield* create(call, wish)
  if (wish.options.length > 0 && job.unit?.hash !== hashOf(wish.options)) return yield* replace(call, job, wish)
  if (job.unit === undefined) throw unreadable(snapshot, jobKey(job.name, 'object'))
  return yield* setState(call, wish, wish.options.length > 0 ? job.revision : undefined)
}

function* create(call: ApiCall, wish: Wish): Program<ApiReply | undefined> {
  const { name, options, desiredState = 'inactive' } = wish
  if (options.length === 0) throw new Refused(409, 'unit does not exist and options field empty')
  requireSound(options)
  requireMayBe(call, name, desiredState)
  const { kind } = written(yield* createUnit(name, serialiseUnitFile(options), desiredState))
  return kind === 'created' ? CREATED : undefined
}

/** Also where what there is cannot be read: this mends it. */
function* replace(call: ApiCall, { revision }: Job, wish: Wish): Program<ApiReply | undefined> {
  const { name, options, desiredState = 'inactive' } = wish
  requireSound(options)
  requireMayBe(call, name, desiredState)
  const { kind } = written(yield* replaceUnit(name, serialiseUnitFile(options), desiredState, revision))
  return kind === 'replaced' ? CREATED : undefined
}

/** @param atRevision of the file that was asked for; absent: whatever the unit's file is */
function* setState(
  call: ApiCall,
  { name, desiredState }: Wish,
  atRevision: number | undefined,
): Program<ApiReply | undefined> {
  if (desiredState === undefined) throw new Refused(409, 'must provide DesiredState to update existing unit')
  requireMayBe(call, name, desiredState)
  const { kind } = written(yield* setTargetState(name, desiredState, atRevision))
  return kind === 'set' ? CHANGED : undefined
}

function requireSound(options: readonly UnitOption[]): void {
  const problem = combinationProblem(options)
  if (problem !== undefined) throw new Refused(400, problem)
}

function requireMayBe({ rules }: ApiCall, name: UnitName, state: TargetState): void {
  const problem = rules.whyNotActive(name, state)
  if (problem !== undefined) throw new Refused(400, problem)
}
