// What became of each unit: which machine it was scheduled to, where copies of it ran, and what the engine said of it last.
// Read from what the store took and what the world saw; only the reasons are the engine's own.

import { JOBS, type JobPart } from '../fleet/registry/keys.ts'
import { parseKey } from '../fleet/registry/parse-key.ts'
import type { Event, EventOf, MachineId } from '../history/event.ts'
import { machineOf } from './sources.ts'

/** Times in milliseconds; without `to`: until the history ends. `index`: place of the event that began it. */
export interface Lasting {
  readonly from: number
  readonly to?: number
  readonly index: number
}

/** A main process of a unit. */
export interface CopyRun extends Lasting {
  readonly unit: string
  readonly machine: MachineId
  /** How it ended. */
  readonly how?: string
}

/** While its manager said that it was on its way up or down. */
export interface Changing extends Lasting {
  readonly machine: MachineId
  readonly says: string
}

/** A machine that stands in one of a job's records: what it is scheduled to, or who has the claim. */
export interface Standing extends Lasting {
  readonly machine: MachineId
  readonly revision: number
  /** What ended it: its place in the history, and its revision. */
  readonly ended?: { readonly index: number; readonly revision: number }
}

export type EngineWord = EventOf<'unit.placed' | 'unit.displaced' | 'unit.unplaceable'>

export interface UnitLife {
  readonly name: string
  readonly copies: readonly CopyRun[]
  readonly changing: readonly Changing[]
  readonly scheduled: readonly Standing[]
  readonly claims: readonly Standing[]
  /** When its target state was launched. */
  readonly wanted: readonly (Lasting & { readonly revision: number })[]
  /** When its record was removed; undefined: it is there, or never was. */
  readonly destroyed: (Lasting & { readonly revision: number }) | undefined
  /** What an agent could not do with it, the last time. */
  readonly trouble: { readonly word: EventOf<'unit.task-failed'>; readonly index: number } | undefined
  /** The engine's words, oldest first, with their places in the history. */
  readonly words: readonly { readonly word: EngineWord; readonly index: number }[]
  /** The last that each machine's manager said of it. */
  readonly states: ReadonlyMap<MachineId, EventOf<'unit.state'>>
}

/** By name, in the order of the names. */
export function unitLives(events: readonly Event[]): ReadonlyMap<string, UnitLife> {
  const lives = new Map<string, Life>()
  const lifeOf = (name: string): Life => {
    const life = lives.get(name) ?? new Life(name)
    lives.set(name, life)
    return life
  }
  events.forEach((event, index) => {
    switch (event.kind) {
      case 'store.put':
      case 'store.deleted': {
        if (!event.key.startsWith(JOBS)) return
        const subject = parseKey(event.key)
        if (subject?.kind === 'job') lifeOf(subject.name).stored(subject.part, event, index)
        return
      }
      case 'unit.up':
        return lifeOf(event.unit).up(event, index)
      case 'unit.down':
        return lifeOf(event.unit).down(event)
      case 'unit.state':
        return lifeOf(event.unit).shown(event, index)
      case 'unit.task-failed':
        lifeOf(event.unit).trouble = { word: event, index }
        return
      case 'unit.placed':
      case 'unit.displaced':
      case 'unit.unplaceable':
        lifeOf(event.unit).words.push({ word: event, index })
        return
      case 'machine.off':
        for (const life of lives.values()) life.off(event.machine, event.at)
        return
      default:
        return
    }
  })
  return new Map([...lives].sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Open<T extends Lasting> = T & { to?: number; how?: string; ended?: Standing['ended'] }

class Life implements UnitLife {
  readonly name: string
  readonly copies: Open<CopyRun>[] = []
  readonly changing: Open<Changing>[] = []
  readonly scheduled: Open<Standing>[] = []
  readonly claims: Open<Standing>[] = []
  readonly wanted: Open<UnitLife['wanted'][number]>[] = []
  destroyed: UnitLife['destroyed']
  trouble: UnitLife['trouble']
  readonly words: { readonly word: EngineWord; readonly index: number }[] = []
  readonly states = new Map<MachineId, EventOf<'unit.state'>>()
  readonly #running = new Map<string, Open<CopyRun>>()
  readonly #moving = new Map<MachineId, Open<Changing>>()

  constructor(name: string) {
    this.name = name
  }

  stored(part: JobPart, event: EventOf<'store.put' | 'store.deleted'>, index: number): void {
    const { at, revision } = event
    const value = event.kind === 'store.put' ? event.value : undefined
    if (part === 'target' || part === 'job-state') {
      const standing = part === 'target' ? this.scheduled : this.claims
      if (value !== undefined && isOpen(standing) && standing.at(-1)?.machine === value) return
      close(standing, at, { index, revision })
      if (value !== undefined) standing.push({ machine: value, from: at, index, revision })
    } else if (part === 'target-state') {
      const launched = value === 'launched'
      if (launched === isOpen(this.wanted)) return
      if (launched) this.wanted.push({ from: at, index, revision })
      else close(this.wanted, at)
    } else if (part === 'object') {
      this.destroyed = value === undefined ? { from: at, index, revision } : undefined
      if (value === undefined) close(this.wanted, at)
    }
  }

  up({ machine, process, at, unit }: EventOf<'unit.up'>, index: number): void {
    const copy: Open<CopyRun> = { unit, machine, from: at, index }
    this.copies.push(copy)
    this.#running.set(processKey(machine, process), copy)
  }

  down({ machine, process, at, how }: EventOf<'unit.down'>): void {
    this.#end(processKey(machine, process), at, how)
  }

  /** A machine that goes off ends all that runs on it. */
  off(machine: MachineId, at: number): void {
    for (const [key, copy] of this.#running) if (copy.machine === machine) this.#end(key, at, `${machine} went off`)
    this.states.delete(machine)
    this.#settle(machine, at)
  }

  shown(event: EventOf<'unit.state'>, index: number): void {
    const machine = machineOf(event.source)
    this.states.set(machine, event)
    this.#settle(machine, event.at)
    if (!event.active.endsWith('ing')) return
    const span: Open<Changing> = { machine, from: event.at, index, says: `${event.active} (${event.sub})` }
    this.changing.push(span)
    this.#moving.set(machine, span)
  }

  #settle(machine: MachineId, at: number): void {
    const span = this.#moving.get(machine)
    if (span) span.to = Math.max(at, span.from)
    this.#moving.delete(machine)
  }

  #end(key: string, at: number, how: string): void {
    const copy = this.#running.get(key)
    if (!copy) return
    copy.to = Math.max(at, copy.from)
    copy.how = how
    this.#running.delete(key)
  }
}

const processKey = (machine: MachineId, process: string): string => JSON.stringify([machine, process])

const isOpen = (spans: readonly Lasting[]): boolean => {
  const last = spans.at(-1)
  return last !== undefined && last.to === undefined
}

function close(spans: Open<Lasting>[], at: number, ended?: Standing['ended']): void {
  const last = spans.at(-1)
  if (!last || last.to !== undefined) return
  last.to = Math.max(at, last.from)
  if (ended) last.ended = ended
}
