// The engine's state as the machine's desk shows it and the history tells it. It moves only as update_engine's does.

import type { MachineId, UpdateFact } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import type { EngineDesk } from './desk.ts'
import { type EngineState, type EngineStatus, isTransition, startState } from './engine-status.ts'
import type { EngineMemory } from './memory.ts'

/** A fault of the engine itself: it would do what its states do not allow. */
export class EngineStateWrong extends Error {
  readonly code = 'ENGINE_STATE_WRONG'
  constructor(from: EngineState, to: EngineState) {
    super(`the update engine cannot go from ${from} to ${to}`)
  }
}

export class StatusBoard {
  readonly #machine: MachineId
  readonly #desk: EngineDesk
  readonly #memory: EngineMemory

  constructor(machine: MachineId, desk: EngineDesk, memory: EngineMemory) {
    this.#machine = machine
    this.#desk = desk
    this.#memory = memory
  }

  /** An engine that starts: no transition, whatever the one before it was at when it ended. */
  *start(): Program<void> {
    const { installed } = this.#memory.prefs
    this.show({ progress: 0, ...(installed && { newVersion: installed.version }) })
    const state = startState(installed !== null)
    if (this.#desk.status.currentOperation !== state) yield* this.#set(state)
  }

  *enter(state: EngineState): Program<void> {
    const { currentOperation } = this.#desk.status
    if (!isTransition(currentOperation, state)) throw new EngineStateWrong(currentOperation, state)
    yield* this.#set(state)
  }

  /** Nothing to do until the next check: idle, or an update waits for the reboot. */
  *rest(): Program<void> {
    const { installed } = this.#memory.prefs
    // A newer update was looked at, or its download failed: the one that is installed is still the next to boot.
    if (installed !== null) this.show({ newVersion: installed.version })
    yield* this.enter(startState(installed !== null))
  }

  /** Changes what is shown besides the state. */
  show(fields: Partial<Omit<EngineStatus, 'currentOperation'>>): void {
    this.#desk.status = { ...this.#desk.status, ...fields }
  }

  *#set(currentOperation: EngineState): Program<void> {
    const { status } = this.#desk
    this.#desk.status = { ...status, currentOperation }
    const version = ABOUT_NONE.has(currentOperation) ? null : status.newVersion
    yield* record<UpdateFact>({ kind: 'update.status', machine: this.#machine, status: currentOperation, version })
  }
}

/** The states in which no version is at stake. */
const ABOUT_NONE: ReadonlySet<EngineState> = new Set([
  'UPDATE_STATUS_IDLE',
  'UPDATE_STATUS_CHECKING_FOR_UPDATE',
  'UPDATE_STATUS_REPORTING_ERROR_EVENT',
])
