// What a machine says of its units, in the registry: on change only, the newest word of each, one write at a time of each
// unit so that none overtakes another. Historically everything was written again and again lest it expire, and several
// workers could write one unit's states in the wrong order.

import type { FleetFact, MachineId } from '../../history/event.ts'
import { type Program, receive, record, spawn } from '../../runtime/operation.ts'
import type { LeaseId } from '../../store/contract.ts'
import type { FleetParts } from '../daemon.ts'
import type { ManagedUnit } from '../manager/manager.ts'
import type { UnitState } from '../registry/codecs.ts'
import { publishState, readStates, removeState } from '../registry/states.ts'
import { BackOff } from '../session/back-off.ts'
import type { UnitName } from '../unit.ts'
import { stateOf } from './current.ts'
import type { AgentMemory } from './memory.ts'
import { type Wake, wakeUp } from './wake.ts'

export interface PublisherRules {
  readonly stateOf: typeof stateOf
}

const RETRY_MS = 500
const RETRY_MOST_MS = 5000

/** Something of the unit may be in the registry, and nobody knows what. */
const UNSURE = 'unsure'

/** What is to be said, and what has been. */
interface Board {
  lease: LeaseId | undefined
  readonly latest: Map<UnitName, UnitState>
  /** As it was acknowledged under the present lease. */
  readonly published: Map<UnitName, string>
  readonly writing: Set<UnitName>
  /** The mod revisions of what stands there, as far as they are known. */
  readonly revisions: Map<UnitName, number>
  /** What an earlier agent of this machine said has been looked for. */
  swept: boolean
}

/** Runs for as long as it is let. */
export function* publishStates(
  parts: FleetParts,
  memory: Pick<AgentMemory, 'asked' | 'publish'>,
  rules: PublisherRules = { stateOf },
): Program<void> {
  const { manager, session, config } = parts
  const wake = memory.publish
  manager.subscribe(wake)
  session.subscribeToLease(wake)
  const board: Board = {
    lease: undefined,
    latest: new Map(),
    published: new Map(),
    writing: new Set(),
    revisions: new Map(),
    swept: false,
  }
  for (;;) {
    yield* note(
      board,
      manager.units().map((unit) => said(unit, config.machine, memory, rules)),
    )
    if (session.lease !== board.lease) {
      board.lease = session.lease
      board.published.clear() // it went with the old lease
      board.revisions.clear()
    }
    if (!board.swept && board.lease !== undefined) {
      board.swept = true
      yield* spawn('sweep', sweep(board, config.machine, wake))
    }
    yield* publish(board, config.machine)
    yield* receive(wake)
  }
}

function said(
  unit: ManagedUnit,
  machine: MachineId,
  memory: Pick<AgentMemory, 'asked'>,
  rules: PublisherRules,
): UnitState {
  const launched = rules.stateOf(unit, memory.asked.get(unit.name)) === 'launched'
  return { unit: unit.name, machine, ...unit.state, hash: unit.hash, launched }
}

/** Takes down what the manager shows, and puts into the history what has changed. */
function* note(board: Board, states: readonly UnitState[]): Program<void> {
  const { latest } = board
  const gone = new Set(latest.keys())
  for (const state of states) {
    gone.delete(state.unit)
    const before = latest.get(state.unit)
    latest.set(state.unit, state)
    if (before === undefined || shownOf(before) !== shownOf(state)) yield* record(factOf(state))
  }
  for (const name of gone) {
    const before = latest.get(name) as UnitState
    latest.delete(name)
    yield* record(factOf({ ...before, load: 'not-found', active: 'inactive', sub: 'dead' }))
  }
}

const shownOf = ({ load, active, sub, hash }: UnitState): string => `${load} ${active} ${sub} ${hash}`

const factOf = ({ unit, machine, load, active, sub, hash }: UnitState): FleetFact => ({
  kind: 'unit.state',
  unit,
  machine,
  load,
  active,
  sub,
  hash,
})

/** Begins a writer for every unit that needs one and has none. */
function* publish(board: Board, machine: MachineId): Program<void> {
  if (board.lease === undefined) return
  for (const name of [...new Set([...board.latest.keys(), ...board.published.keys()])].sort()) {
    if (board.writing.has(name) || !isDue(board, name)) continue
    board.writing.add(name)
    yield* spawn('write-state', write(board, name, machine))
  }
}

function isDue(board: Board, name: UnitName): boolean {
  const latest = board.latest.get(name)
  const published = board.published.get(name)
  return latest === undefined ? published !== undefined : published !== textOf(latest)
}

const textOf = (state: UnitState): string => `${shownOf(state)} ${state.launched}`

/** Writes a unit's newest state until what is written is the newest, or until there is no lease. */
function* write(board: Board, name: UnitName, machine: MachineId): Program<void> {
  const backOff = new BackOff(RETRY_MS, RETRY_MOST_MS)
  while (board.lease !== undefined && isDue(board, name)) {
    const { lease } = board
    const state = board.latest.get(name)
    board.published.set(name, UNSURE)
    const at = board.revisions.get(name) ?? 0
    const outcome = yield* state ? publishState(lease, state, at) : removeState(name, machine, at)
    if (board.lease !== lease) continue
    if (outcome.kind !== 'ok') {
      yield* backOff.wait()
      continue
    }
    backOff.reset()
    board.revisions.set(name, outcome.value.revision)
    if (outcome.value.kind === 'stale') continue
    if (state) board.published.set(name, textOf(state))
    else board.published.delete(name)
  }
  board.writing.delete(name)
}

/** Finds what an earlier agent of this machine said of units that have gone since, so that it is taken back. */
function* sweep(board: Board, machine: MachineId, wake: Wake): Program<void> {
  const backOff = new BackOff(RETRY_MS, RETRY_MOST_MS)
  for (;;) {
    const read = yield* readStates({ machine })
    if (read.kind === 'ok') {
      for (const { unit } of read.value.states) if (!board.published.has(unit)) board.published.set(unit, UNSURE)
      return yield* wakeUp(wake)
    }
    yield* backOff.wait()
  }
}
