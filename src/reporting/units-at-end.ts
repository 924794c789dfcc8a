// Where each unit is when the history ends, since when, and why: what the engine said last, and what stood against the
// other machines when it chose.

import { whyNot } from '../fleet/placement/explain.ts'
import { RegistryReplay } from '../fleet/registry/replay.ts'
import type { Job, Snapshot } from '../fleet/snapshot.ts'
import type { Event, MachineId } from '../history/event.ts'
import { grouped, names, reasonWords } from './placement-words.ts'
import { clock } from './time-words.ts'
import type { EngineWord, UnitLife } from './unit-lives.ts'

export interface Said {
  readonly says: string
  /** When it was said, and its place in the history; absent: it follows from what stood in the registry. */
  readonly at?: number
  readonly index?: number
}

export interface UnitAtEnd {
  readonly name: string
  /** `unknown`: its record cannot be read; `destroyed`: it has none. */
  readonly targetState: string
  readonly global: boolean
  /** In words. */
  readonly where: string
  readonly since?: number
  /** What its manager shows: `active (running)`. */
  readonly state: string
  readonly why: readonly Said[]
}

/** Beyond so many machines the reasons of each are not gathered. */
const MOST_MACHINES = 200

/** The registry at the end, and as it was before each of certain events. */
export interface Registries {
  readonly last: Snapshot
  readonly before: ReadonlyMap<number, Snapshot>
}

/** @param indexes places of events in the history */
export function registriesOf(events: readonly Event[], indexes: ReadonlySet<number>): Registries {
  const replay = new RegistryReplay()
  const before = new Map<number, Snapshot>()
  events.forEach((event, index) => {
    if (indexes.has(index)) before.set(index, replay.snapshot)
    if (event.kind === 'store.put' || event.kind === 'store.deleted') replay.see(event)
  })
  return { last: replay.snapshot, before }
}

/** @param registries must have the one before the unit was scheduled last */
export function unitAtEnd(life: UnitLife, registries: Registries): UnitAtEnd {
  const job = registries.last.jobs.get(life.name)
  const global = job?.unit?.requirements.global === true
  const running = life.copies.filter(({ to }) => to === undefined)
  const on = [...new Set(running.map(({ machine }) => machine))].sort()
  const scheduled = scheduledNow(life)
  const targetState = job === undefined ? 'destroyed' : (job.targetState ?? 'unknown')
  const place = placeOf(life, job, on, registries.last.claims.get(life.name))
  const since = running[0]?.from ?? life.destroyed?.from ?? scheduled?.from ?? life.words.at(-1)?.word.at
  const state = life.states.get(on[0] ?? scheduled?.machine ?? '')
  return {
    name: life.name,
    targetState,
    global,
    where: place,
    ...(since === undefined ? {} : { since }),
    state: state ? `${state.active} (${state.sub})` : '',
    why: [...(running.length === 0 ? troubleOf(life) : []), ...whyOf(life, job, registries)],
  }
}

function whyOf(life: UnitLife, job: Job | undefined, registries: Registries): readonly Said[] {
  if (job === undefined) return goneWhy(life)
  return job.unit?.requirements.global ? globalWhy(life, registries.last) : whyThere(life, registries)
}

/** Why it does not run, where an agent said so since it was to run. */
function troubleOf({ trouble, wanted }: UnitLife): readonly Said[] {
  const last = wanted.at(-1)
  if (trouble === undefined || last === undefined || last.to !== undefined || trouble.word.at < last.from) return []
  const { machine, task, why, at } = trouble.word
  return [{ says: `${machine} could not ${task} it: ${why}`, at, index: trouble.index }]
}

const goneWhy = ({ destroyed }: UnitLife): readonly Said[] =>
  destroyed ? [{ says: 'destroyed', at: destroyed.from, index: destroyed.index }] : []

const scheduledNow = ({ scheduled }: UnitLife) => {
  const last = scheduled.at(-1)
  return last?.to === undefined ? last : undefined
}

function placeOf(
  life: UnitLife,
  job: Job | undefined,
  on: readonly MachineId[],
  holder: MachineId | undefined,
): string {
  const target = scheduledNow(life)?.machine
  if (on.length > 0) {
    const away = target !== undefined && !on.includes(target) ? `, and is scheduled to ${target}` : ''
    return `runs on ${names(on)}${away}`
  }
  if (job === undefined || target === undefined) return 'nowhere'
  if (job.targetState !== 'launched') return `on ${target}, does not run`
  const waits = holder !== undefined && holder !== target ? `: ${holder} has not given it back` : ''
  return `scheduled to ${target}, does not run${waits}`
}

/**
 * The engine's last word; where that is a placement, what stood against other machines, and why it was moved. An engine
 * that ends between a write and its word about it leaves the write without one.
 */
function whyThere(life: UnitLife, { before }: Registries): readonly Said[] {
  const { name, scheduled, words } = life
  const [now, ended] = [scheduledNow(life), scheduled.at(-1)]
  const last = words.at(-1)
  const spoken = last ? [said(last)] : []
  if (now === undefined) {
    return last?.word.kind === 'unit.placed' && ended?.to !== undefined
      ? [{ says: `scheduled to none since ${clock(ended.to)}; no engine said why` }, ...spoken]
      : spoken
  }
  const snapshot = before.get(now.index)
  const others = snapshot && snapshot.machines.size <= MOST_MACHINES ? othersThen(snapshot, name, now.machine) : []
  const placed = last?.word.kind === 'unit.placed' && last.word.machine === now.machine
  const here = placed
    ? spoken
    : [{ says: `scheduled to ${now.machine}; no engine said why`, at: now.from, index: now.index }]
  return [...here, ...others, ...whyMoved(life)]
}

/** Why it is no longer where it was before. */
function whyMoved({ scheduled, words }: UnitLife): readonly Said[] {
  const before = scheduled.at(-2)
  if (before?.to === undefined) return []
  const since = before.to
  const word = words.findLast((each) => each.word.kind === 'unit.displaced' && each.word.at >= since)
  return [word ? said(word) : { says: `taken from ${before.machine} at ${clock(since)}; no engine said why` }]
}

const said = ({ word, index }: UnitLife['words'][number]): Said => ({ says: engineWords(word), at: word.at, index })

/** Of the machines that a unit did not come to: which could have taken it, and what stood against the rest. */
function othersThen(snapshot: Snapshot, name: string, machine: MachineId): readonly Said[] {
  const reasons = Object.entries(whyNot(snapshot, name)).filter(([id]) => id !== machine)
  const able = reasons.filter(([, why]) => why.startsWith(ABLE)).map(([id]) => id)
  const unable = reasons.filter(([, why]) => !why.startsWith(ABLE))
  return [
    ...(able.length === 0 ? [] : [{ says: `${names(able)} could have taken it too` }]),
    ...(unable.length === 0 ? [] : [{ says: `not ${grouped(unable)}` }]),
  ]
}

/** How whyNot begins where nothing speaks against a machine. */
const ABLE = 'nothing: '

function globalWhy({ name }: UnitLife, last: Snapshot): readonly Said[] {
  if (last.machines.size > MOST_MACHINES) return [GLOBAL]
  const unable = Object.entries(whyNot(last, name)).filter(([, why]) => !why.startsWith(ABLE))
  return [GLOBAL, ...(unable.length === 0 ? [] : [{ says: `not on ${grouped(unable)}` }])]
}

const GLOBAL: Said = { says: 'it is global: every machine that can take it runs it' }

function engineWords(word: EngineWord): string {
  switch (word.kind) {
    case 'unit.placed':
      return `scheduled to ${word.machine}: ${word.why}`
    case 'unit.displaced':
      return `taken from ${word.machine}: ${word.why}`
    case 'unit.unplaceable':
      return `no machine can take it: ${reasonWords(word.why)}`
  }
}
