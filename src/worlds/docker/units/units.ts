// The units of a run from outside: what the engine tells of their containers, and what the power of machines does to these.
// Start here.

import type Dockerode from 'dockerode'
import type { MachineId, UnitFact } from '../../../history/event.ts'
import { unitLabels } from '../pods/layout.ts'
import { type Labels, MACHINE_LABEL } from '../run-labels.ts'
import { EngineEvents } from './engine-events.ts'
import { MachineUnits } from './machine-units.ts'
import { UnitWitness } from './unit-witness.ts'

export interface UnitsOptions {
  readonly docker: Dockerode
  readonly runId: string
  readonly labels: Labels
  readonly epochMs: number
  /** @param at when it happened, in milliseconds since the run began */
  readonly say: (fact: UnitFact, at: number) => void
  /** A unit's process was started, of whatever kind. */
  readonly started: (machine: MachineId) => void
  readonly fault: (what: string, evidence: string) => void
}

/** What the chassis of a machine does with its units. */
export interface ChassisUnits {
  /** Before the machine's programs start. */
  on(): void
  /** Its power goes. */
  going(): void
  /** Resolves once all that came up was told; from then on nothing more is. */
  off(): Promise<void>
  /** Nothing of them runs or can run any more when this resolves. Its programs must have ended. */
  end(): Promise<void>
  pause(): Promise<void>
  unpause(): Promise<void>
}

export class Units implements Disposable {
  readonly #options: UnitsOptions
  readonly #witness: UnitWitness
  readonly #events: EngineEvents

  constructor(options: UnitsOptions) {
    const { docker, runId, epochMs, say, started, fault } = options
    this.#options = options
    this.#witness = new UnitWitness((fact, at) => say(fact, at - epochMs))
    this.#events = new EngineEvents({
      ...{ docker, runId, epochMs },
      hear: (event) => {
        this.#witness.hear(event)
        if (event.action === 'start') started(event.attributes[MACHINE_LABEL] ?? '')
      },
      lost: (why) => fault('the engine does not tell of units any more', why),
    })
  }

  /** Resolves when nothing can be missed any more. @throws the engine's error */
  open(): Promise<void> {
    return this.#events.open()
  }

  /** Resolves once everything that happened was told. @throws the engine's error */
  catchUp(): Promise<void> {
    return this.#events.catchUp()
  }

  of(machine: MachineId): ChassisUnits {
    const { docker, labels } = this.#options
    const units = new MachineUnits(docker, unitLabels({ labels }, machine))
    const witness = this.#witness
    return {
      on: () => witness.on(machine),
      going: () => witness.going(machine),
      off: async () => {
        await this.catchUp()
        witness.off(machine)
      },
      end: () => units.end(),
      pause: () => units.pause(),
      unpause: () => units.unpause(),
    }
  }

  [Symbol.dispose](): void {
    this.#events[Symbol.dispose]()
  }
}
