// What the world sees of units' main processes: the engine's word of their containers becomes facts of the history. What ends
// with a machine's power is not told one by one.

import type { MachineId, UnitFact } from '../../../history/event.ts'
import { exitOf, signalName } from '../exit-status.ts'
import { HASH_LABEL, MACHINE_LABEL, PROCESS_LABEL, ROLE_LABEL, UNIT_LABEL } from '../run-labels.ts'
import type { EngineEvent } from './engine-events.ts'

export class UnitWitness {
  readonly #say: (fact: UnitFact, at: number) => void
  /** The signals that a container was sent. */
  readonly #sent = new Map<string, Set<string>>()
  /** Machines whose power goes: what ends there ends with it. And those without: nothing can start there. */
  readonly #going = new Set<MachineId>()
  readonly #off = new Set<MachineId>()

  /** @param say with the engine's time, Unix time in milliseconds */
  constructor(say: (fact: UnitFact, at: number) => void) {
    this.#say = say
  }

  /** The machine boots: what happens on it is told from now on. */
  on(machine: MachineId): void {
    this.#going.delete(machine)
    this.#off.delete(machine)
  }

  /** The power of the machine goes: what comes up is told still, ends are not. */
  going(machine: MachineId): void {
    this.#going.add(machine)
  }

  /** The machine is said to be off: what is heard late would be of a process that is gone. */
  off(machine: MachineId): void {
    this.#off.add(machine)
  }

  hear({ action, container, at, attributes }: EngineEvent): void {
    const {
      [MACHINE_LABEL]: machine = '',
      [UNIT_LABEL]: unit = '',
      [PROCESS_LABEL]: process = '',
      [HASH_LABEL]: hash = '',
    } = attributes
    if (attributes[ROLE_LABEL] !== 'main' || this.#off.has(machine)) return
    switch (action) {
      case 'start':
        this.#say({ kind: 'unit.up', machine, unit, process, hash }, at)
        return
      case 'kill':
        this.#sent.set(container, this.#signals(container).add(signalName(Number(attributes['signal'])) ?? ''))
        return
      case 'die':
        if (!this.#going.has(machine)) {
          const how = words(Number(attributes['exitCode']), this.#signals(container))
          this.#say({ kind: 'unit.down', machine, unit, process, how }, at)
        }
        this.#sent.delete(container)
    }
  }

  #signals(container: string): Set<string> {
    return this.#sent.get(container) ?? new Set()
  }
}

function words(status: number, sent: ReadonlySet<string>): string {
  const exit = exitOf(status, sent)
  return exit.kind === 'exited' ? `exited with ${exit.code}` : `killed by SIG${exit.signal}`
}
