// The scenarios of fleet on disk: those of upstream's functional tests that are schedules, and one of machines that come and
// go; and what must have come of each, in whatever world it is played.

import { readdirSync, readFileSync } from 'node:fs'
import type { Event, MachineId } from '../src/history/event.ts'
import { type Copy, copiesOf } from '../src/invariants/copies.ts'
import { viewOf } from '../src/invariants/view.ts'
import { parseSchedule } from '../src/schedule/codec.ts'
import type { Schedule } from '../src/schedule/schedule.ts'

const FLEET = new URL('../scenarios/fleet/', import.meta.url)

/** Every scenario of fleet, by name. */
export const fleetScenarios: readonly Schedule[] = readdirSync(FLEET)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map((file) => parseSchedule(readFileSync(new URL(file, FLEET), 'utf8')))

/** The copies of units that ran, by unit: each `machine` that runs it at the end, `machine, ended` for one that did not. */
type Ran = Readonly<Record<string, readonly string[]>>

function ran(schedule: Schedule, events: readonly Event[]): Ran {
  const by = Map.groupBy(copiesOf(viewOf(schedule, events)), ({ unit }: Copy) => unit)
  const word = ({ machine, end }: Copy) => (end === undefined ? machine : `${machine}, ended`)
  return Object.fromEntries([...by].map(([unit, copies]) => [unit, copies.map(word)]))
}

const ended = (word: string): boolean => word.endsWith(', ended')

/** Where the units run at the end, in the order of the machines. */
const at = (all: Ran, units: readonly string[]): readonly MachineId[] =>
  units.flatMap((unit) => (all[unit] ?? []).filter((word) => !ended(word))).toSorted()

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}.${i}.service`)

/** What is wrong with what came of it; undefined: nothing. */
type Outcome = (all: Ran) => boolean

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  conflicts: (all) =>
    at(all, numbered('conflict', 5)).join(' ') === 'm0 m1 m2' && Object.values(all).flat().length === 3,
  'one-way-conflict': (all) =>
    all['conflicts-with-hello.service']?.join() === 'm0, ended' && all['hello.service']?.join() === 'm0',
  'machine-of': (all) =>
    [0, 1, 2].every((i) => {
      const [ping, pong] = [at(all, [`ping.${i}.service`]), at(all, [`pong.${i}.service`])]
      return ping.length === 1 && ping.join() === pong.join()
    }) && Object.values(all).flat().includes('m1, ended'),
  'member-migration': (all) => {
    const machines = at(all, numbered('conflict', 3)).join(' ')
    const moved = Object.values(all).filter((copies) => copies.some(ended))
    return machines === 'm0 m2 m3' && moved.map((copies) => copies.join(' ')).join() === 'm1, ended m3'
  },
  'connectivity-loss': (all) =>
    all['single.launched.service']?.join(' ') === 'm0, ended m0' &&
    all['global.launched.service']?.join() === 'm0' &&
    Object.keys(all).length === 2,
  'global-units': (all) =>
    all['global.service']?.toSorted().join(' ') === 'm0 m1 m2' && Object.values(all).flat().length === 5,
  templates: (all) =>
    ['m0', 'm1', 'm2'].every((id) => all[`metadata@${id}.service`]?.join() === id) && Object.keys(all).length === 3,
  'machines-come-and-go': (all) =>
    all['my-app@1.service']?.join(' ') === 'm1, ended m3' && all['my-app@2.service']?.join() === 'm2',
  replace: (all) =>
    all['replace-kick0.service']?.join() === 'm0' &&
    all['replace.0.service']?.join(' ') === 'm0, ended m1' &&
    all['replace.1.service']?.join() === 'm1',
}

/** What came of a scenario that should not have: the copies that ran. Undefined: it is as upstream's test has it. */
export function unexpected(schedule: Schedule, events: readonly Event[]): Ran | undefined {
  const all = ran(schedule, events)
  return OUTCOMES[schedule.name ?? '']?.(all) === true ? undefined : all
}
