// Makes the versioned result of a trial: what was run, what came of it, and how to see it again.

import type { Tried } from '../harness/trial.ts'
import type { HuntSummary, Origin, RunResult } from '../reporting/result.ts'
import { version } from './version.ts'

export interface About {
  readonly world: 'sim' | 'docker'
  readonly platform: string
  /** Path of the platform's module as it was typed. */
  readonly platformPath?: string | undefined
  /** What to call the run, where its schedule has no name. */
  readonly called: string
  /** Where the run is written, or was read from; absent: its place under `reports/runs`. */
  readonly directory?: string | undefined
  readonly startedAt: Date
  readonly wallMs: number
  readonly origin?: Origin
  readonly hunt?: HuntSummary
}

/** What a run is called, also as the name of its directory. */
export const runId = (
  { startedAt, world, called }: Pick<About, 'startedAt' | 'world' | 'called'>,
  name?: string,
): string => `${stamp(startedAt)}-${slug(name ?? called)}-${world}`

export function resultOf({ schedule, recording, judgement }: Tried, about: About): RunResult {
  const { world, platform, platformPath, directory, startedAt, wallMs, origin, hunt } = about
  const id = runId(about, schedule.name)
  const options = platformPath === undefined ? '' : ` --platform ${platformPath}`
  return {
    seatrial: 'result',
    version: 1,
    id,
    world,
    platform,
    schedule,
    judgement,
    events: recording.events,
    ...(origin ? { origin } : {}),
    ...(hunt ? { hunt } : {}),
    environment: {
      seatrial: version,
      node: process.version,
      startedAt: startedAt.toISOString(),
      details: recording.details,
    },
    duration: { wallMs: Math.round(wallMs), virtualMs: recording.endedAt },
    replay: `npx seatrial replay ${directory ?? `reports/runs/${id}`}${options}`,
  }
}

/** `2026-11-24T05-58-51-123` */
const stamp = (date: Date): string => date.toISOString().replace('Z', '').replaceAll(/[:.]/g, '-')

const slug = (name: string): string => name.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)
