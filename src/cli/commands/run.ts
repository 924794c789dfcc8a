// `seatrial run FILE`: one schedule, in the world of choice.

import { join } from 'node:path'
import { runTrial } from '../../harness/trial.ts'
import type { Event } from '../../history/event.ts'
import type { RunResult } from '../../reporting/result.ts'
import type { Schedule } from '../../schedule/schedule.ts'
import type { ExitCode } from '../exit.ts'
import { readSchedule } from '../files.ts'
import { Interrupt } from '../interrupt.ts'
import { loadPlatform } from '../platforms.ts'
import { resultOf, runId } from '../results.ts'
import { OpenRun, RUNS, writeRun } from '../run-directory.ts'
import { show } from '../show.ts'
import { progress } from '../terminal.ts'
import { openWorld, type WorldName } from '../worlds.ts'

export interface RunOptions {
  readonly world: WorldName
  readonly seed?: number
  readonly platform?: string
  readonly out?: string
  readonly json?: boolean
}

export async function runCommand(file: string, options: RunOptions): Promise<ExitCode> {
  const schedule = await readSchedule(file)
  const seeded = options.seed === undefined ? schedule : { ...schedule, seed: options.seed }
  const result = await runSchedule(seeded, file, options)
  return show(result, await writeRun(result, options.out), options.json === true)
}

/** Runs a schedule once. @param called what to call it, where it has no name itself */
export async function runSchedule(schedule: Schedule, called: string, options: RunOptions): Promise<RunResult> {
  const platform = await loadPlatform(options.platform)
  using interrupt = new Interrupt()
  const line = progress(`running ${called} in ${options.world}`, options.json === true)
  const { world: name } = options
  const startedAt = new Date()
  const about = {
    world: name,
    platform: platform.platform.name,
    platformPath: options.platform,
    directory: options.out,
    called: called.replace(/^.*[\\/]/, '').replace(/\.json$/, ''),
    startedAt,
  }
  try {
    const header = { seatrial: 'history', version: 1, world: name, platform: about.platform, schedule } as const
    using open = new OpenRun(options.out ?? join(RUNS, runId(about, schedule.name)), header)
    await using world = await openWorld(name, platform, (text) => line.say(text))
    const onEvent = (event: Event): void => open.add(event)
    const tried = await runTrial(world, schedule, platform.platform, { signal: interrupt.signal, onEvent })
    return resultOf(tried, { ...about, wallMs: Date.now() - startedAt.getTime() })
  } finally {
    line.stop()
  }
}
