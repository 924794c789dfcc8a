// One trial: a schedule in a world, from nothing to a judged history.

import type { Event } from '../history/event.ts'
import type { Judgement } from '../invariants/verdict.ts'
import type { Platform } from '../machine/platform.ts'
import type { Schedule } from '../schedule/schedule.ts'
import type { InstantWorld, Recording, Trial, World } from '../worlds/world.ts'
import { conduct } from './conductor.ts'
import { judge } from './judge.ts'
import { type Orders, ORDERS_PORT } from './orders.ts'

export interface Tried {
  readonly schedule: Schedule
  readonly recording: Recording
  readonly judgement: Judgement
}

export interface TrialOptions {
  /** Gives the trial up; what it started is taken away first. */
  readonly signal?: AbortSignal
  /** Told of each event as it is recorded. */
  readonly onEvent?: (event: Event) => void
  /** Plays what is ordered here in place of the schedule's own steps. */
  readonly orders?: Orders
}

export async function runTrial(
  world: World,
  schedule: Schedule,
  platform: Platform,
  { signal, onEvent, orders }: TrialOptions = {},
): Promise<Tried> {
  const trial = { ...trialOf(schedule, platform, orders), ...(onEvent ? { onEvent } : {}) }
  const recording = await world.run(trial, signal)
  return tried(orders ? orders.asPlayed(schedule, recording.endedAt) : schedule, recording)
}

export function runTrialNow(world: InstantWorld, schedule: Schedule, platform: Platform): Tried {
  return tried(schedule, world.runNow(trialOf(schedule, platform)))
}

const trialOf = (schedule: Schedule, platform: Platform, orders?: Orders): Trial => ({
  topology: schedule.topology,
  tuning: schedule.tuning,
  startsAt: schedule.startsAt,
  seed: schedule.seed,
  platform,
  conductor: conduct(schedule, orders),
  ...(orders && { ports: { [ORDERS_PORT]: orders.port } }),
})

const tried = (schedule: Schedule, recording: Recording): Tried => ({
  schedule,
  recording,
  judgement: judge(schedule, recording.events),
})
