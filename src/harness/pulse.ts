// Is the cluster at rest? A fold over the events of a run, kept while it runs: which machines have yet to boot well, which
// were asked to reboot and have not, which healthy machine still holds a slot, which has an update to come, which unit is not
// where it is to be.

import type { Event, MachineId } from '../history/event.ts'
import { decode, groupOfKey, SemaphoreCorrupt } from '../locksmith/semaphore.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { FleetPulse } from './fleet-pulse.ts'
import { UpdatePulse } from './update-pulse.ts'

const STAYS_OFF: ReadonlySet<string> = new Set(['lost', 'shutdown'])

export class Pulse {
  readonly #unwell = new Set<MachineId>()
  /** Those that have yet to begin their first boot. */
  readonly #unborn = new Set<MachineId>()
  readonly #wanted = new Set<MachineId>()
  readonly #lost = new Set<MachineId>()
  readonly #holders = new Map<string, readonly MachineId[]>()

  readonly #updates: UpdatePulse
  readonly #fleet: FleetPulse
  readonly #schedule: Schedule

  constructor(schedule: Schedule) {
    this.#schedule = schedule
    this.#updates = new UpdatePulse(schedule.topology)
    this.#fleet = new FleetPulse(schedule.topology)
    for (const { id, spare } of schedule.topology.machines) {
      this.#unwell.add(id)
      this.#unborn.add(id)
      if (spare === true) this.lose(id)
    }
  }

  see(event: Event): void {
    this.#updates.see(event)
    this.#fleet.see(event)
    switch (event.kind) {
      case 'machine.on':
        this.#lost.delete(event.machine)
        break
      case 'boot.started':
        this.#unborn.delete(event.machine)
        this.#unwell.add(event.machine)
        this.#wanted.delete(event.machine) // a reboot of any kind is what was asked for
        break
      case 'boot.good':
        this.#unwell.delete(event.machine)
        break
      case 'reboot.asked':
        this.#wanted.add(event.machine)
        break
      case 'reboot.started':
      case 'machine.off':
        this.#unwell.add(event.machine)
        if (event.kind === 'machine.off' && STAYS_OFF.has(event.why)) this.lose(event.machine)
        break
      case 'operator.answered': {
        // What a machine says of itself arrives over its log, and so later than its answer to the operator.
        const step = this.#schedule.steps[event.step - 1]
        if (step !== undefined && event.outcome === 'ok') this.#expect(step)
        this.#updates.changed()
        break
      }
      case 'store.put': {
        const group = groupOfKey(event.key)
        if (group !== undefined) this.#holders.set(group, holdersIn(event.value))
        break
      }
      default:
    }
  }

  /** The machine does not come back by itself: it is not waited for. */
  lose(machine: MachineId): void {
    this.#lost.add(machine)
  }

  /** Every machine that is not lost has begun a boot. */
  get begun(): boolean {
    return this.#none(this.#unborn)
  }

  /** Every machine that is not lost has booted well. */
  get well(): boolean {
    return this.#none(this.#unwell)
  }

  /** Nothing is under way, and nothing more will happen by itself. */
  get quiet(): boolean {
    if (!this.well || !this.#none(this.#wanted) || !this.#none(this.#updates.restless)) return false
    for (const holders of this.#holders.values()) if (!this.#none(holders)) return false
    return this.#fleet.isQuiet(this.#lost)
  }

  #expect(step: Step): void {
    if (step.do === 'add-machine') this.#lost.delete(step.machine)
    else if (step.do === 'remove-machine' || this.#willReboot(step)) this.#wanted.add(step.machine)
  }

  /** With the strategy `off` a machine notes a request, and that is all; an operator's command it obeys. */
  #willReboot(step: Step): step is Step & { readonly machine: MachineId } {
    if (step.do === 'operator-reboot') return true
    return (
      step.do === 'ask-reboot' &&
      this.#schedule.topology.machines.some(({ id, strategy }) => id === step.machine && strategy !== 'off')
    )
  }

  #none(machines: Iterable<MachineId>): boolean {
    for (const machine of machines) if (!this.#lost.has(machine)) return false
    return true
  }
}

function holdersIn(document: string): readonly MachineId[] {
  try {
    return decode(document).holders
  } catch (error) {
    if (error instanceof SemaphoreCorrupt) return []
    throw error
  }
}
