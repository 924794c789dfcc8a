// Versions as a reader meets them: in order, and how many machines ran which at the end.

import { compareVersions, isVersion } from '../updates/version.ts'
import type { RunResult } from './result.ts'
import { updateLives } from './slot-runs.ts'
import { thousands } from './time-words.ts'

const MOST_VERSIONS = 5
const LONGEST_VERSION = 40

/** Without doubles. What is no version comes last: a history may hold anything. */
export const newestFirst = (versions: Iterable<string>): readonly string[] => [...new Set(versions)].sort(byAge)

function byAge(a: string, b: string): number {
  const order = isVersion(a) && isVersion(b) ? compareVersions(b, a) : Number(isVersion(b)) - Number(isVersion(a))
  return order || (a < b ? -1 : 1)
}

export const shortVersion = (version: string, longest = LONGEST_VERSION): string =>
  version.length > longest ? `${version.slice(0, longest - 1).toWellFormed()}…` : version

/** The machines that update themselves: by their topology, or as the history shows. */
export const updatingMachines = ({ schedule, events }: RunResult): ReadonlySet<string> =>
  new Set([
    ...schedule.topology.machines.flatMap(({ id, channel }) => (channel === undefined ? [] : [id])),
    ...updateLives(events).keys(),
  ])

/** `3 machines run 1.1.0, 1 runs 1.0.0 (fell back), 1 is off`; undefined where no machine booted from a slot. */
export function versionsAtEnd(result: RunResult): string | undefined {
  const lives = updateLives(result.events)
  const counts = new Map<string, { all: number; back: number }>()
  let [off, lost] = [0, 0]
  for (const machine of updatingMachines(result)) {
    const life = lives.get(machine)
    const run = life?.runs.at(-1)
    const last = life?.lost.at(-1)
    if (last && last.to === undefined) lost++
    else if (run === undefined || run.to !== undefined) off++
    else {
      const { all, back } = counts.get(run.version) ?? { all: 0, back: 0 }
      counts.set(run.version, { all: all + 1, back: back + (run.fellBackFrom === undefined ? 0 : 1) })
    }
  }
  if (![...lives.values()].some(({ runs }) => runs.length > 0)) return undefined
  const versions = newestFirst(counts.keys())
  const rest = versions.slice(MOST_VERSIONS).reduce((sum, version) => sum + (counts.get(version)?.all ?? 0), 0)
  const groups: readonly (readonly [number, string, string])[] = [
    ...versions.slice(0, MOST_VERSIONS).map((version) => {
      const { all, back } = counts.get(version) ?? { all: 0, back: 0 }
      const what = `${shortVersion(version)}${backWords(all, back)}`
      return [all, `runs ${what}`, `run ${what}`] as const
    }),
    [rest, 'runs another version', 'run other versions'],
    [off, 'is off', 'are off'],
    [lost, 'has nothing to boot', 'have nothing to boot'],
  ]
  return groups
    .filter(([amount]) => amount > 0)
    .map(([amount, one, many], index) => {
      const noun = index > 0 ? '' : amount === 1 ? ' machine' : ' machines'
      return `${thousands(amount)}${noun} ${amount === 1 ? one : many}`
    })
    .join(', ')
}

function backWords(all: number, back: number): string {
  if (back === 0) return ''
  if (back < all) return ` (${thousands(back)} fell back)`
  return all === 1 ? ' (fell back)' : ' (all fell back)'
}

/** How each rollout came out that was stopped or finished, by its track: the last word counts. */
export function rolloutEnds({ events }: RunResult): readonly string[] {
  const ends = new Map<string, string>()
  for (const event of events) {
    if (event.kind === 'rollout.stopped') ends.set(event.track, `updates of ${event.track} stopped: ${event.why}`)
    if (event.kind === 'rollout.finished')
      ends.set(event.track, `every machine of ${event.track} runs ${event.version}`)
    if (event.kind === 'rollout.granted' && ends.has(event.track)) ends.delete(event.track) // it goes on
  }
  return [...ends.values()]
}
