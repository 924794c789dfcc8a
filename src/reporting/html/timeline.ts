// What a history shows over time, still in milliseconds: the state of each machine, who leads, who holds the lock.

import type { Event, EventOf, MachineId } from '../../history/event.ts'
import type { RunResult } from '../result.ts'
import { holdersOf, semaphoreChanges } from '../semaphores.ts'

/** Something that lasts. `index`: of the event that began it. */
export interface Span<Kind extends string = string> {
  readonly kind: Kind
  readonly from: number
  readonly to: number
  readonly index: number
  readonly says: string
}

/** `lost`: it has nothing that it could boot. */
export type MachineState = 'booting' | 'running' | 'rebooting' | 'off' | 'reset' | 'lost'

export interface MachineLife {
  /** One after the other, without overlap. */
  readonly states: readonly Span<MachineState>[]
  readonly frozen: readonly Span<'frozen'>[]
  readonly member: readonly Span<'down' | 'paused' | 'up'>[]
}

/** Collects spans of one kind of thing, of which one ends where the next begins. */
export class Track<Kind extends string> {
  readonly spans: Span<Kind>[] = []
  #open: { kind: Kind; from: number; index: number; says: string } | undefined

  get now(): Kind | undefined {
    return this.#open?.kind
  }

  /** Begins a state; being in it already changes nothing. */
  enter(kind: Kind, at: number, index: number, says: string): void {
    if (this.#open?.kind === kind && this.#open.says === says) return
    this.leave(at)
    this.#open = { kind, from: at, index, says }
  }

  leave(at: number): void {
    if (this.#open) this.spans.push({ ...this.#open, to: Math.max(at, this.#open.from) })
    this.#open = undefined
  }
}

/** The run's end, in milliseconds. */
export const endOf = ({ events, duration }: RunResult): number =>
  events.reduce((latest, event) => Math.max(latest, event.at), Math.max(1, duration.virtualMs))

export function lifeOf(machine: MachineId, events: readonly Event[], end: number): MachineLife {
  const states = new Track<MachineState>()
  const frozen = new Track<'frozen'>()
  const member = new Track<'down' | 'paused' | 'up'>()
  let wanted = false // a reboot of its own will is under way, until a boot is good
  let freezes = 0
  events.forEach((event, index) => {
    if (!('machine' in event) || event.machine !== machine) return
    switch (event.kind) {
      case 'machine.on':
      case 'boot.started':
        return states.enter(wanted ? 'rebooting' : 'booting', event.at, index, wanted ? REBOOTS : 'boots')
      case 'boot.good':
        wanted = false
        return states.enter('running', event.at, index, 'runs')
      case 'reboot.started':
        wanted = true
        return states.enter('rebooting', event.at, index, REBOOTS)
      case 'machine.off':
        return enterOff(states, event.why, event.at, index)
      case 'boot.lost':
        return states.enter('lost', event.at, index, LOST)
      case 'machine.frozen':
        freezes++
        return frozen.enter('frozen', event.at, index, 'stands still')
      case 'machine.thawed':
        freezes = Math.max(0, freezes - 1)
        if (freezes === 0) frozen.leave(event.at)
        return
      case 'store.member':
        return member.enter(event.health, event.at, index, `etcd is ${event.health}`)
      default:
        return // what it asks for and what its slots hold changes nothing here
    }
  })
  for (const track of [states, frozen, member]) track.leave(end)
  return { states: states.spans, frozen: frozen.spans, member: member.spans }
}

/** A reboot of its own will goes on while the machine is off for it. */
function enterOff(states: Track<MachineState>, why: EventOf<'machine.off'>['why'], at: number, index: number): void {
  switch (why) {
    case 'reboot':
      return
    case 'power-cut':
      return states.enter('off', at, index, 'is off: power cut')
    case 'shutdown':
      return states.enter('off', at, index, 'is off: shut down')
    case 'reset':
      return states.enter('reset', at, index, 'is reset')
    case 'lost':
      return states.enter('lost', at, index, LOST)
  }
}

const LOST = 'has nothing to boot'
const REBOOTS = 'reboots of its own will'

/** For each machine, when it held a slot of its group's lock. */
export function heldSpans(result: RunResult, end: number): ReadonlyMap<MachineId, readonly Span<'held'>[]> {
  const tracks = new Map<MachineId, Track<'held'>>()
  for (const changes of semaphoreChanges(result.events).values()) {
    let before: readonly MachineId[] = []
    for (const change of changes) {
      const holders = holdersOf(change)
      for (const holder of before) if (!holders.includes(holder)) tracks.get(holder)?.leave(change.at)
      for (const holder of holders) {
        const track = tracks.get(holder) ?? new Track<'held'>()
        tracks.set(holder, track)
        track.enter('held', change.at, change.index, 'holds the lock')
      }
      before = holders
    }
  }
  for (const track of tracks.values()) track.leave(end)
  return new Map([...tracks].map(([machine, track]) => [machine, track.spans]))
}

export interface StoreLife {
  readonly leaders: readonly Span<'leader' | 'no-leader'>[]
  readonly lost: readonly Span<'lost'>[]
}

export function storeLife(events: readonly Event[], end: number): StoreLife {
  const leaders = new Track<'leader' | 'no-leader'>()
  const lost = new Track<'lost'>()
  events.forEach((event, index) => {
    if (event.kind === 'store.leader') {
      const { leader, term } = event
      leaders.enter(
        leader === null ? 'no-leader' : 'leader',
        event.at,
        index,
        leader === null ? 'no leader' : `${leader} leads, term ${term}`,
      )
    } else if (event.kind === 'store.quorum') {
      if (event.has) lost.leave(event.at)
      else lost.enter('lost', event.at, index, 'no majority')
    }
  })
  leaders.leave(end)
  lost.leave(end)
  return { leaders: leaders.spans, lost: lost.spans }
}

export function phaseSpans(events: readonly Event[], end: number): readonly Span[] {
  const phases = new Track<string>()
  events.forEach((event, index) => {
    if (event.kind === 'phase') phases.enter(event.phase, event.at, index, event.phase)
  })
  phases.leave(end)
  return phases.spans
}
