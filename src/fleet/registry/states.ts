// What machines say of their units. It is read when somebody asks; only its own machine writes it, and only under its own
// key: historically there was one slot for each unit, where the old machine's last word overwrote the new one's, and
// whoever removed a state removed those of all machines (coreos/fleet #722). It hangs on the machine's session, so that
// nothing is left to say that a unit runs on a machine that is gone (coreos/fleet #783).

import type { MachineId } from '../../history/event.ts'
import { ok, type Outcome, type Program } from '../../runtime/operation.ts'
import { type Delete, type LeaseId, prefixEnd, type Put, txn } from '../../store/contract.ts'
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

/** `revision`: the mod revision of the record from here on; 0: there is none. `stale`: it is another than was thought. */
export interface Published {
  readonly kind: 'published' | 'stale'
  readonly revision: number
}

/**
 * Says how a unit is on its machine, on the machine's lease, if the record there has still the mod revision `at` (0: there is
 * none). So a word that was held up on its way does not arrive after a newer one. `fail` with `lease not found`: the session
 * has ended.
 */
export function publishState(lease: LeaseId, state: UnitState, at: number): Program<Outcome<Published>> {
  const key = stateKey(state.unit, state.machine)
  return swapped(key, at, { kind: 'put', key, value: encodeUnitState(state), lease })
}

/** The machine has no such unit any more. Under the same condition. */
export function removeState(unit: UnitName, machine: MachineId, at: number): Program<Outcome<Published>> {
  const key = stateKey(unit, machine)
  return swapped(key, at, { kind: 'delete', key })
}

function* swapped(key: string, at: number, write: Put | Delete): Program<Outcome<Published>> {
  const answered = yield* txn({
    compares: [{ target: 'mod-revision', key, relation: '=', operand: at }],
    then: [write],
    otherwise: [{ kind: 'range', key }],
  })
  if (answered.kind !== 'ok') return answered
  const { succeeded, revision, answers } = answered.value
  if (succeeded) return ok({ kind: 'published', revision: write.kind === 'put' ? revision : 0 })
  const [found] = answers
  return ok({ kind: 'stale', revision: found?.kind === 'range' ? (found.kvs[0]?.modRevision ?? 0) : 0 })
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
