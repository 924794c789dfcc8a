// Units are created when they are first named: from a file, or for an instance from its template in the registry or beside
// the file. Argument by argument; the first that cannot be had ends it (fleetctl/fleetctl.go lazyCreateUnits).

import type { Program } from '../../runtime/operation.ts'
import { requirementsOf } from '../options/index.ts'
import { hashOf } from '../unit-file/hash.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { TARGET_STATES, type TargetState, type UnitName } from '../unit.ts'
import { doubtsOf } from './check.ts'
import { type CtlExit, CtlFailed, type Desk } from './desk.ts'
import { exists } from './goals.ts'
import { localFile, localTemplate, type LocalUnit, templateOf } from './local.ts'
import { unitNameOf } from './names.ts'
import { getUnit, putUnit, type RemoteUnit } from './remote.ts'
import { type Goal, waitFor } from './wait.ts'

export interface Creating {
  /** Gives a unit that is there already the content of its file. */
  readonly replace: boolean
  /** The highest target state from which this verb may replace: what it sets itself. */
  readonly level: TargetState
  /** How long to wait until the units can be seen. Also whoever will not wait for anything else waits for this. */
  readonly attempts: number
}

export interface Created {
  readonly exit: CtlExit
  /** Those to go on with: a unit that could not be replaced is left as it is. */
  readonly units: readonly UnitName[]
}

/** @throws CtlFailed at the first argument that names nothing, or whose unit is refused */
export function* lazyCreate(desk: Desk, argumentsGiven: readonly string[], creating: Creating): Program<Created> {
  const units = new Set<UnitName>()
  const goals: Goal[] = []
  for (const argument of argumentsGiven) {
    const unit = unitNameOf(argument)
    if (units.has(unit)) continue
    const found = yield* getUnit(desk.api, unit)
    const step = found ? existing(desk, argument, found, creating) : yield* missing(desk, argument, unit)
    if (step.kind === 'skip') continue
    units.add(unit)
    if (step.kind === 'keep') continue
    for (const { text } of doubtsOf(step.options)) desk.err(`WARNING: ${text}`)
    yield* putUnit(desk.api, unit, step.options)
    goals.push(exists(desk, unit, hashOf(step.options), requirementsOf(unit, step.options).global))
  }
  return { exit: yield* waitFor(desk, goals, creating.attempts), units: [...units] }
}

type Step =
  | { readonly kind: 'put'; readonly options: readonly UnitOption[] }
  | { readonly kind: 'keep' }
  /** Not to be touched by this command. */
  | { readonly kind: 'skip' }

/** A unit that the registry has: nothing is written, unless it is to be replaced. */
function existing(desk: Desk, argument: string, found: RemoteUnit, { replace, level }: Creating): Step {
  const { name, desiredState } = found
  const local = localFile(desk, argument, name) ?? localTemplate(desk, argument, name)
  const same = local === undefined || hashOf(local.options) === hashOf(found.options)
  if (replace && local) {
    if (same) {
      desk.err(`Found same Unit(${name}) in Registry, nothing to do`)
      return { kind: 'keep' }
    }
    if (rank(desiredState) <= rank(level)) return { kind: 'put', options: local.options }
    desk.err(`Warning: can not replace Unit(${name}) in state '${desiredState}', use the appropriate command`)
    return { kind: 'skip' }
  }
  if (!same) desk.err(differs(name, local))
  return { kind: 'keep' }
}

function* missing(desk: Desk, argument: string, unit: UnitName): Program<Step> {
  const local = localFile(desk, argument, unit)
  if (local) return { kind: 'put', options: local.options }
  const template = templateOf(unit)
  const stored = template === undefined ? undefined : yield* getUnit(desk.api, template)
  const options = stored?.options ?? localTemplate(desk, argument, unit)?.options
  if (options) return { kind: 'put', options }
  throw new CtlFailed(`unable to find Unit(${unit}) in Registry or on filesystem`)
}

const differs = (unit: UnitName, { path, template }: LocalUnit): string =>
  `WARNING: Unit ${unit} in registry differs from local ${template ? 'template ' : ''}unit file ${path}. ` +
  'Add --replace to override.'

/** A state that is none of the three counts as the highest: nobody knows what the unit does. */
const rank = (state: string): number => {
  const at = TARGET_STATES.findIndex((known) => known === state)
  return at === -1 ? TARGET_STATES.length : at
}

/** `submit`: creates units and leaves them at rest. */
export function* submit(desk: Desk, argumentsGiven: readonly string[], replace: boolean): Program<CtlExit> {
  const { exit } = yield* lazyCreate(desk, argumentsGiven, { replace, level: 'inactive', attempts: 0 })
  return exit
}
