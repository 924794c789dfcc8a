// The units of a run in one line: how many run of those that are to run.

import type { Event } from '../history/event.ts'
import { names } from './placement-words.ts'
import { count } from './time-words.ts'
import { type UnitLife, unitLives } from './unit-lives.ts'
import { registriesOf } from './units-at-end.ts'

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
