// Are updates at rest? A machine is, once a check that began after the last change of what is offered told it that there is
// nothing for it to do, and nothing is under way on it.

import type { Event, EventOf, MachineId } from '../history/event.ts'
import type { Topology } from '../machine/topology.ts'
import { decodeInstance, InstanceCorrupt } from '../updates/server/instance-codec.ts'
import { CATALOGUE_KEY, INSTANCES_PREFIX } from '../updates/server/keys.ts'

/** Denials that last until an operator acts; the others are "not yet". */
const FINAL: ReadonlySet<string | undefined> = new Set([
  'error-noPackageFound',
  'error-updatesDisabled',
  'error-unknownApplicationOrGroup',
])

const AT_REST: ReadonlySet<string> = new Set(['UPDATE_STATUS_IDLE', 'UPDATE_STATUS_UPDATED_NEED_REBOOT'])
const CHECKING = 'UPDATE_STATUS_CHECKING_FOR_UPDATE'

export class UpdatePulse {
  /** Machines with something to do, or of which that is not known. */
  readonly restless = new Set<MachineId>()
  readonly #machines: ReadonlySet<MachineId>
  /** Counts the changes of what is offered. */
  #offers = 0
  /** As of which of them the machine's check began that is under way, or is to begin. */
  readonly #asked = new Map<MachineId, number>()
  /** Machines whose grant was taken back at this check: at the next they may be given another. */
  readonly #recalled = new Set<MachineId>()
  readonly #done = new Map<MachineId, Set<string>>()

  constructor({ machines }: Topology) {
    this.#machines = new Set(machines.flatMap(({ id, channel }) => (channel === undefined ? [] : [id])))
    for (const id of this.#machines) this.restless.add(id)
  }

  see(event: Event): void {
    switch (event.kind) {
      case 'store.put':
        if (event.key === CATALOGUE_KEY) this.changed()
        else this.#seeInstance(event)
        break
      case 'boot.started':
        this.#dirty(event.machine)
        this.#asked.delete(event.machine)
        break
      case 'machine.configured':
        if (event.channel === null) this.restless.delete(event.machine)
        else this.#dirty(event.machine)
        break
      case 'update.installed':
      case 'update.rolled-back':
        this.#doneOf(event.machine).add(event.version)
        break
      case 'update.status':
        if (event.status === CHECKING) this.#asked.set(event.machine, this.#offers)
        else if (!AT_REST.has(event.status)) this.#dirty(event.machine)
        break
      case 'update.checked':
        // Of the next check it is known that it begins after this one.
        if (this.#asked.get(event.machine) === this.#offers && this.#hasNothingToDo(event)) {
          this.restless.delete(event.machine)
        }
        if (this.#recalled.delete(event.machine)) this.#dirty(event.machine)
        this.#asked.set(event.machine, this.#offers)
        break
      default:
    }
  }

  /** What is offered changes, or is about to. */
  changed(): void {
    if (this.#machines.size === 0) return
    this.#offers++
    for (const id of this.#machines) this.restless.add(id)
  }

  #seeInstance({ key, value }: EventOf<'store.put'>): void {
    if (!key.startsWith(INSTANCES_PREFIX)) return
    try {
      const { machine, status, version, lastUpdateVersion } = decodeInstance(key, value)
      if (status === 'Complete' && lastUpdateVersion !== version) this.#recalled.add(machine)
    } catch (error) {
      if (!(error instanceof InstanceCorrupt)) throw error // an operator's own edit says nothing
    }
  }

  #dirty(machine: MachineId): void {
    if (this.#machines.has(machine)) this.restless.add(machine)
  }

  #hasNothingToDo({ machine, result, version, why }: EventOf<'update.checked'>): boolean {
    switch (result) {
      case 'no-update':
        return true
      case 'denied':
        return FINAL.has(why)
      case 'update':
        return version !== undefined && this.#doneOf(machine).has(version) // installed already, or never again
      case 'invalid':
      case 'no-answer':
        return false
    }
  }

  #doneOf(machine: MachineId): Set<string> {
    const known = this.#done.get(machine)
    if (known) return known
    const none = new Set<string>()
    this.#done.set(machine, none)
    return none
  }
}
