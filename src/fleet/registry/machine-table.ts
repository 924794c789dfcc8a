// The machines of a registry, from what they say of themselves and what was set through the API. What was set outlives
// the machine, and counts again when it is back.

import type { MachineId } from '../../history/event.ts'
import type { FleetMachine } from '../snapshot.ts'
import { decodeMachine, overlaid } from './codecs.ts'
import { presenceKey } from './keys.ts'
import { OrderedView } from './ordered-view.ts'
import type { Unreadables } from './unreadables.ts'

export class MachineTable {
  readonly #unreadables: Unreadables
  readonly #present = new Map<MachineId, FleetMachine>()
  readonly #overlays = new Map<MachineId, Map<string, string>>()
  readonly #machines = new OrderedView<FleetMachine>((id) => this.#machineNow(id), sameMachine)

  constructor(unreadables: Unreadables) {
    this.#unreadables = unreadables
  }

  putPresence(id: MachineId, record: string): void {
    const key = presenceKey(id)
    const machine = this.#unreadables.attempt(key, () => decodeMachine(key, id, record))
    if (machine === undefined) this.#present.delete(id)
    else this.#present.set(id, machine)
    this.#machines.touch(id)
  }

  deletePresence(id: MachineId): void {
    this.#unreadables.forget(presenceKey(id))
    this.#present.delete(id)
    this.#machines.touch(id)
  }

  putMetadata(id: MachineId, key: string, value: string): void {
    const overlay = this.#overlays.get(id) ?? new Map<string, string>()
    this.#overlays.set(id, overlay.set(key, value))
    this.#machines.touch(id)
  }

  deleteMetadata(id: MachineId, key: string): void {
    this.#overlays.get(id)?.delete(key)
    this.#machines.touch(id)
  }

  machines(): ReadonlyMap<MachineId, FleetMachine> {
    return this.#machines.current()
  }

  #machineNow(id: MachineId): FleetMachine | undefined {
    const machine = this.#present.get(id)
    const overlay = this.#overlays.get(id)
    return machine === undefined || overlay === undefined ? machine : overlaid(machine, overlay)
  }
}

function sameMachine(a: FleetMachine, b: FleetMachine): boolean {
  return (
    a === b ||
    (a.host === b.host &&
      a.boot === b.boot &&
      a.session === b.session &&
      a.publicIp === b.publicIp &&
      a.version === b.version &&
      a.metadata.size === b.metadata.size &&
      [...a.metadata].every(([key, value]) => b.metadata.get(key) === value))
  )
}
