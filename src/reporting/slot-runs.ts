// Which release each machine ran, and when: a run for each boot from a slot, read from what the boot loaders said.

import type { Event, MachineId, SlotName } from '../history/event.ts'

export interface SlotRun {
  readonly slot: SlotName
  readonly version: string
  readonly from: number
  /** Absent: it ran still when the history ended. */
  readonly to?: number
  /** Place of its `boot.slot` in the history. */
  readonly index: number
  readonly good: boolean
  /** The release that did not prove itself, for which the machine is back on this one. */
  readonly fellBackFrom?: string
}

export interface UpdateLife {
  readonly runs: readonly SlotRun[]
  /** When it had nothing to boot. */
  readonly lost: readonly { readonly from: number; readonly to?: number }[]
}

/** The lives of all machines that booted from a slot, or could boot from none. */
export function updateLives(events: readonly Event[]): ReadonlyMap<MachineId, UpdateLife> {
  const lives = new Map<MachineId, Life>()
  events.forEach((event, index) => {
    if (!('machine' in event)) return
    const life = lives.get(event.machine)
    if (life) return life.add(event, index)
    if (event.kind !== 'boot.slot' && event.kind !== 'boot.lost') return
    const first = new Life()
    first.add(event, index)
    lives.set(event.machine, first)
  })
  return lives
}

class Life implements UpdateLife {
  readonly runs: (SlotRun & { to?: number; good: boolean; fellBackFrom?: string })[] = []
  readonly lost: { from: number; to?: number }[] = []
  /** Installed since the last boot. */
  #installed = new Set<SlotName>()
  #boot = 0
  #isOn = false

  add(event: Event, index: number): void {
    switch (event.kind) {
      case 'boot.slot':
        return this.#begin(event, index)
      case 'boot.good': {
        const run = this.runs.at(-1)
        if (run && event.boot === this.#boot) run.good = true
        return
      }
      case 'update.installed':
        this.#installed.add(event.slot)
        return
      case 'update.rolled-back': {
        const run = this.runs.at(-1)
        if (run && this.#isOn) run.fellBackFrom ??= event.version
        return
      }
      case 'boot.lost':
        this.#end(event.at)
        this.lost.push({ from: event.at })
        return
      case 'machine.off':
        return this.#stop(event.at)
      case 'machine.on':
      case 'boot.started':
        return this.#end(event.at)
      default:
        return
    }
  }

  /**
   * A boot of the other slot, into which nothing was installed, after one that was never good: the machine fell back, and
   * stays so until it boots what was installed later.
   */
  #begin({ at, slot, version, boot }: Extract<Event, { readonly kind: 'boot.slot' }>, index: number): void {
    this.#end(at)
    const before = this.runs.at(-1)
    const away = before?.slot === slot ? before.fellBackFrom : before?.good === false ? before.version : undefined
    const back = this.#installed.has(slot) ? undefined : away
    this.runs.push({
      slot,
      version,
      from: at,
      index,
      good: false,
      ...(back === undefined ? {} : { fellBackFrom: back }),
    })
    this.#installed = new Set()
    this.#boot = boot
    this.#isOn = true
  }

  #stop(at: number): void {
    const run = this.runs.at(-1)
    if (run && this.#isOn) run.to = Math.max(at, run.from)
    this.#isOn = false
  }

  /** Whatever was the case is so no more. */
  #end(at: number): void {
    this.#stop(at)
    const lost = this.lost.at(-1)
    if (lost && lost.to === undefined) lost.to = Math.max(at, lost.from)
  }
}
