// The units of a run in two lines: how many run of those that are to run, and where each is.

import type { Event } from '../history/event.ts'
import { names } from './placement-words.ts'
import { count } from './time-words.ts'
import { type UnitLife, unitLives } from './unit-lives.ts'
import { machinesOf, registriesOf } from './units-at-end.ts'

/** `7 of 9 units run that are to run; …`; undefined where no unit was ever heard of. */
export function unitsSummary(events: readonly Event[]): string | undefined {
  const lives = unitLives(events)
  if (lives.size === 0) return undefined
  const { last } = registriesOf(events, new Set())
  const wanted = [...lives.values()].filter(({ name }) => last.jobs.get(name)?.targetState === 'launched')
  const isRunning = ({ copies }: UnitLife): boolean => copies.some(({ to }) => to === undefined)
  const idle = wanted.filter((life) => !isRunning(life)).map(({ name }) => name)
  const asked = new Set(wanted)
  const stray = [...lives.values()].filter((life) => isRunning(life) && !asked.has(life))
  return [
    wanted.length === 0
      ? 'no unit is to run'
      : `${wanted.length - idle.length} of ${count(wanted.length, 'unit')} that ${wanted.length === 1 ? 'is' : 'are'} to run ${wanted.length - idle.length === 1 ? 'does' : 'do'}`,
    ...(idle.length === 0 ? [] : [`${names(idle)} ${idle.length === 1 ? 'does' : 'do'} not`]),
    ...(stray.length === 0
      ? []
      : [`${names(stray.map(({ name }) => name))} still ${stray.length === 1 ? 'runs' : 'run'}`]),
  ].join('; ')
}

const MOST_PLACES = 8
const NOWHERE = 'nowhere'

/**
 * `m0: web@2.service, agent.service; m1: agent.service; nowhere: big.service`: where copies of them run at the end, as far as
 * a line goes. Units that are to be inactive, or were destroyed, count only where they run. Undefined: there is none.
 */
export function unitPlaces(events: readonly Event[]): string | undefined {
  const { last } = registriesOf(events, new Set())
  const places = new Map<string, string[]>()
  for (const life of unitLives(events).values()) {
    const on = machinesOf(life)
    const waits = on.length === 0 && last.jobs.get(life.name)?.targetState === 'launched'
    for (const place of waits ? [NOWHERE] : on) places.set(place, [...(places.get(place) ?? []), life.name])
  }
  if (places.size === 0) return undefined
  const idle = places.get(NOWHERE)
  places.delete(NOWHERE)
  const sorted = [...places].sort(([a], [b]) => (a < b ? -1 : 1))
  const shown = sorted.slice(0, MOST_PLACES).map(([machine, units]) => `${machine}: ${names(units)}`)
  return [
    ...(idle === undefined ? [] : [`${NOWHERE}: ${names(idle)}`]),
    ...shown,
    ...(sorted.length > shown.length ? [`and on ${count(sorted.length - shown.length, 'more machine')}`] : []),
  ].join('; ')
}
