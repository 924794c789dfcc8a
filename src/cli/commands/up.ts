// `seatrial up`: a cluster in containers that stays until Ctrl-C, to be worked by hand. What happens is told as it happens;
// at the end the run is judged like any other, and what was ordered is the schedule that plays it again.

import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { Orders } from '../../harness/orders.ts'
import { runTrial } from '../../harness/trial.ts'
import type { Event } from '../../history/event.ts'
import { LEISURELY, QUICK_FLEET, QUICK_UPDATES, REALISTIC_FLEET, REALISTIC_UPDATES } from '../../machine/tuning.ts'
import type { Tuning } from '../../machine/tuning.ts'
import { describeEvent } from '../../reporting/event-words.ts'
import { clock } from '../../reporting/time-words.ts'
import { parseSchedule } from '../../schedule/codec.ts'
import type { Schedule } from '../../schedule/schedule.ts'
import type { Addresses } from '../../worlds/docker/addresses.ts'
import type { ExitCode } from '../exit.ts'
import { Interrupt } from '../interrupt.ts'
import { loadPlatform } from '../platforms.ts'
import { resultOf, runId } from '../results.ts'
import { OpenRun, RUNS, writeRun } from '../run-directory.ts'
import { show } from '../show.ts'
import { paint, print, progress } from '../terminal.ts'
import { topologyOf } from '../topologies.ts'
import { listenOf } from './serving.ts'
import { UpDesk } from './up-desk.ts'

const PACES: Readonly<Record<string, Tuning>> = {
  leisurely: LEISURELY,
  quick: { ...QUICK_UPDATES, fleet: QUICK_FLEET },
  realistic: { ...REALISTIC_UPDATES, fleet: REALISTIC_FLEET },
}

interface UpOptions {
  readonly topology: string
  readonly pace: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly platform?: string
  readonly out?: string
}

/** Where `seatrial play` looks for it. */
export const UP_PORT = 4915

export const upOptions = (command: Command): Command =>
  command
    .option('--topology <name>', 'tripledouble, 5-2, or a schedule with machines of your own', 'tripledouble')
    .addOption(
      new Option('--pace <name>', 'how fast: leisurely is for people, realistic has the times of production')
        .choices(Object.keys(PACES))
        .default('leisurely'),
    )
    .addOption(
      new Option('--listen <address>', 'where to take orders; port 0: any that is free')
        .argParser(listenOf)
        .default({ host: '127.0.0.1', port: UP_PORT }, `127.0.0.1:${UP_PORT}`),
    )

export async function upCommand(options: UpOptions): Promise<ExitCode> {
  const platform = await loadPlatform(options.platform)
  const schedule = await clusterOf(options)
  const orders = new Orders()
  const world = { name: 'docker', startedAt: new Date(), called: 'up' } as const
  const about = { ...world, world: world.name, platform: platform.platform.name, platformPath: options.platform }
  using interrupt = new Interrupt()
  const given = new AbortController()
  const line = progress('bringing the cluster up', false)
  const addresses: { now: Addresses } = { now: { machines: [] } }
  const { listen } = options
  await using desk = await UpDesk.open({ listen, topology: schedule.topology, orders, addresses: () => addresses.now })
  const header = { seatrial: 'history', version: 1, world: about.world, platform: about.platform, schedule } as const
  using open = new OpenRun(options.out ?? join(RUNS, runId(about, schedule.name)), header)

  let up = false
  interrupt.signal.addEventListener('abort', () => (up ? orders.close() : given.abort(interrupt.signal.reason)))
  const onEvent = (event: Event): void => {
    open.add(event)
    desk.see(event)
    if (event.kind === 'phase' && event.phase === 'storm') {
      line.stop()
      up = true
      if (interrupt.signal.aborted) orders.close()
      else for (const text of welcome(desk.url, addresses.now)) print(text)
    } else if (up && TOLD.has(event.kind)) print(`${paint.dim(clock(event.at))}  ${describeEvent(event)}`)
  }
  try {
    const { dockerWorld } = await import('../../worlds/docker/docker-world.ts')
    await using docker = dockerWorld({
      onProgress: (text) => line.say(text),
      onAddresses: (all) => (addresses.now = all),
      ...(platform.module === undefined ? {} : { platformModule: platform.module }),
    })
    const tried = await runTrial(docker, schedule, platform.platform, { signal: given.signal, onEvent, orders })
    const result = resultOf(tried, { ...about, directory: options.out, wallMs: Date.now() - about.startedAt.getTime() })
    return show(result, await writeRun(result, options.out), false)
  } finally {
    line.stop()
  }
}

async function clusterOf({ topology: named, pace }: UpOptions): Promise<Schedule> {
  const topology = await topologyOf(named)
  const tuning = PACES[pace] as Tuning // the choices are its keys
  const name = `up-${named.replace(/^.*[\\/]/, '').replace(/\.json$/, '')}`
  const schedule: Schedule = { seatrial: 'schedule', version: 1, name, seed: 1, topology, tuning, steps: [] }
  return parseSchedule(JSON.stringify(schedule)) // a cluster of one's own may lack what these times are for
}

/** What a person wants to see go by; the history has the rest. */
const TOLD: ReadonlySet<Event['kind']> = new Set([
  ...(['machine.off', 'boot.started', 'boot.slot', 'boot.good', 'boot.unhealthy', 'reboot.asked'] as const),
  ...(['reboot.started', 'lock.granted', 'lock.released', 'rollout.granted', 'update.installed'] as const),
  ...(['update.refused', 'update.failed', 'update.rolled-back', 'engine.leads', 'unit.placed', 'unit.up'] as const),
  ...(['unit.down', 'store.leader', 'store.quorum', 'step.applied', 'step.witnessed', 'step.mended'] as const),
  ...(['step.skipped', 'operator.answered', 'harness.fault', 'phase', 'quiet'] as const),
])

function* welcome(desk: string, { machines, updates }: Addresses): Generator<string> {
  yield paint.bold('The cluster is up, until Ctrl-C.')
  const rows = machines.flatMap(({ id, etcd, fleet, app }) => [
    [id, ...(etcd === undefined ? [] : [`etcd ${etcd}`]), ...(fleet === undefined ? [] : [`fleet ${fleet}`])].concat(
      app === undefined ? [] : [`app ${app}`],
    ),
  ])
  for (const [id = '', ...where] of rows) yield `  ${id.padEnd(10)}${where.map((each) => each.padEnd(31)).join(' ')}`
  if (updates !== undefined) yield `  ${'updates'.padEnd(10)}${updates}`
  yield `  ${'all of it'.padEnd(10)}${desk}   (whichever machine answers: /app, /fleet/v1, /admin)`
  yield `  Try       npx seatrial fleetctl --endpoint ${desk} list-machines`
  yield `            npx seatrial play publish version=1.1.0 channel=alpha${at(desk)}`
}

const at = (desk: string): string => (desk.endsWith(`127.0.0.1:${UP_PORT}`) ? '' : ` --at ${desk}`)
