// What machines say of their units. It is read when somebody asks; only its own machine writes it, and only under its own
// key: historically there was one slot for each unit, where the old machine's last word overwrote the new one's, and
// whoever removed a state removed those of all machines (coreos/fleet #722). It hangs on the machine's session, so that
// nothing is left to say that a unit runs on a machine that is gone (coreos/fleet #783).

import type { MachineId } from '../../history/event.ts'
import { ok, type Outcome, type Program } from '../../runtime/operation.ts'
import { type LeaseId, prefixEnd, put, type PutAnswer, remove, type DeleteAnswer } from '../../store/contract.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import type { TargetState, UnitName } from '../unit.ts'
import { decodeUnitState, encodeUnitState, type UnitState } from './codecs.ts'
import { stateKey, STATES } from './keys.ts'
import { parseKey } from './parse-key.ts'
import { readRange } from './read-range.ts'
import { Unreadables } from './unreadables.ts'

export interface UnitStates {
  readonly revision: number
  /** By unit, then by machine. */
  readonly states: readonly UnitState[]
  readonly unreadable: Snapshot['unreadable']
}

/** Reads what is said of all units by all machines, or of one unit, or by one machine. */
export function* readStates(
  only: { readonly unit?: UnitName; readonly machine?: MachineId } = {},
): Program<Outcome<UnitStates>> {
  const prefix = only.unit === undefined ? STATES : `${STATES}${only.unit}/`
  const read = yield* readRange(prefix, prefixEnd(prefix))
  if (read.kind !== 'ok') return read
  const unreadables = new Unreadables()
  const states: UnitState[] = []
  for (const { key, value } of read.value.kvs) {
    const subject = parseKey(key)
    if (subject?.kind !== 'state' || (only.machine !== undefined && subject.machine !== only.machine)) continue
    const state = unreadables.attempt(key, () => decodeUnitState(key, subject.unit, subject.machine, value))
    if (state !== undefined) states.push(state)
  }
  return ok({
    revision: read.value.revision,
    states: states.sort(byUnitThenMachine),
    unreadable: unreadables.current(),
  })
}

/** Says how a unit is on its machine, on the machine's lease. `fail` with `lease not found`: the session has ended. */
export function* publishState(lease: LeaseId, state: UnitState): Program<Outcome<PutAnswer>> {
  return yield* put({ key: stateKey(state.unit, state.machine), value: encodeUnitState(state), lease })
}

/** The machine has no such unit any more. */
export function* removeState(unit: UnitName, machine: MachineId): Program<Outcome<DeleteAnswer>> {
  return yield* remove({ key: stateKey(unit, machine) })
}

/**
 * The current state of a unit, which is stored nowhere. `loaded`: its target machine says something of it. `launched`: and
 * that machine has the claim; whether it does well is systemd's to say. Undefined: it is global and has none, or unknown.
 */
export function currentState(
  { name, unit, target }: Job,
  claims: Snapshot['claims'],
  states: readonly UnitState[],
): TargetState | undefined {
  if (unit === undefined || unit.requirements.global) return undefined
  const reported = states.some((state) => state.unit === name && state.machine === target)
  if (target === undefined || !reported) return 'inactive'
  return claims.get(name) === target ? 'launched' : 'loaded'
}

const byUnitThenMachine = (a: UnitState, b: UnitState): number => order(a.unit, b.unit) || order(a.machine, b.machine)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
