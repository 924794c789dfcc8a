// Where each unit is when the history ends, since when, and why.

import { RegistryReplay } from '../fleet/registry/replay.ts'
import type { Job, Snapshot } from '../fleet/snapshot.ts'
import type { Event, MachineId } from '../history/event.ts'
import { names } from './placement-words.ts'
import type { UnitLife } from './unit-lives.ts'
import { reasonsOf, type Registries, type Said } from './unit-reasons.ts'

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

/** @param registries must have those before the unit's last decisions */
export function unitAtEnd(life: UnitLife, registries: Registries): UnitAtEnd {
  const job = registries.last.jobs.get(life.name)
  const running = life.copies.filter(({ to }) => to === undefined)
  const on = machinesOf(life)
  const scheduled = scheduledNow(life)
  const since = running[0]?.from ?? life.destroyed?.from ?? scheduled?.from ?? life.words.at(-1)?.word.at
  const state = life.states.get(on[0] ?? scheduled?.machine ?? '')
  return {
    name: life.name,
    targetState: job === undefined ? 'destroyed' : (job.targetState ?? 'unknown'),
    global: job?.unit?.requirements.global === true,
    where: placeOf(life, job, on, registries.last.claims.get(life.name)),
    ...(since === undefined ? {} : { since }),
    state: state ? `${state.active} (${state.sub})` : '',
    why: [
      ...(running.length === 0 ? troubleOf(life) : []),
      ...(job === undefined ? goneWhy(life) : reasonsOf(life, registries)),
    ],
  }
}

/** Where copies of it run at the end. */
export const machinesOf = ({ copies }: UnitLife): readonly MachineId[] =>
  [...new Set(copies.flatMap(({ to, machine }) => (to === undefined ? [machine] : [])))].sort()

/** Why it does not run, where an agent said so since it was to run. */
function troubleOf({ trouble, wanted }: UnitLife): readonly Said[] {
  const last = wanted.at(-1)
  if (trouble === undefined || last === undefined || last.to !== undefined || trouble.word.at < last.from) return []
  const { machine, task, why, at } = trouble.word
  return [{ says: `${machine} could not ${task} it: ${why}`, at, index: trouble.index }]
}

const goneWhy = ({ destroyed }: UnitLife): readonly Said[] =>
  destroyed
    ? [{ says: `destroyed at revision ${destroyed.revision}`, at: destroyed.from, index: destroyed.index }]
    : [{ says: 'the registry never had it, as far as the history goes' }]

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
