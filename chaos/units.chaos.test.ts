// Units on real containers: the contract of their processes, and a whole trial in which every machine of a small fleet reboots,
// one hangs and one loses its power.

import { expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import type { Event } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { processContract } from '../src/worlds/contracts/processes.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { type Engine, findEngine } from '../src/worlds/docker/engine.ts'
import { APP_PORT, FLEET_API_PORT } from '../src/worlds/docker/pod/config.ts'
import { PID_LABEL } from '../src/worlds/docker/run-labels.ts'
import { openUnitsBench } from './units-bench.ts'

processContract('unit containers', openUnitsBench)

const UNIT = `[Service]
ExecStart=/usr/bin/app --port ${APP_PORT}
ExecStartPost=/usr/bin/app --wait-for ${APP_PORT}

[X-Fleet]
Conflicts=my-app@*.service
`

const machines = ['m0', 'm1', 'm2']

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 1,
  topology: {
    machines: cluster({ both: 3 }).machines.map((machine, n) => ({
      ...machine,
      fleet: { metadata: { zone: n === 0 ? 'a' : 'b' } },
    })),
  },
  tuning: {
    ...QUICK,
    stormMs: 20_000,
    settleMs: 20_000,
    fleet: {
      ...{ ttlSeconds: 3, engineTtlSeconds: 2, engineIntervalMs: 200, agentIntervalMs: 500 },
      ...{ stopTimeoutMs: 500, fenceMs: 500, drainMs: 1_000 },
    },
  },
  steps: [
    { when: { at: 0 }, do: 'start-unit', machine: 'm0', unit: 'my-app@1.service', file: UNIT },
    { when: { at: 0 }, do: 'start-unit', machine: 'm1', unit: 'my-app@2.service', file: UNIT },
    ...machines.map((machine) => ({ when: { at: 2_500 }, do: 'ask-reboot' as const, machine })),
    { when: { at: 11_000 }, do: 'hang', machine: 'm1', forMs: 6_000 },
    { when: { at: 13_000 }, do: 'power-cut', machine: 'm2', forMs: 1_500 },
  ],
}

async function left(engine: Engine): Promise<number> {
  const filters = { label: [`${PID_LABEL}=${process.pid}`] }
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.docker.listContainers({ all: true, filters }),
    engine.docker.listNetworks({ filters }),
    engine.docker.listVolumes({ filters }),
  ])
  return containers.length + networks.length + volumes.length
}

/** Where a port of a machine of the run that is going on is published. */
async function urlOf(engine: Engine, machine: string, port: number): Promise<string> {
  const filters = { label: [`${PID_LABEL}=${process.pid}`] }
  const containers = await engine.docker.listContainers({ filters })
  const nic = containers.find(({ Names: names }) => names.some((name) => name.endsWith(`-${machine}-nic`)))
  const published = nic?.Ports.find(({ PrivatePort: inside }) => inside === port)
  if (!published) throw new Error(`port ${port} of ${machine} is not published`)
  return `http://127.0.0.1:${published.PublicPort}`
}

/** What people see who ask a machine over HTTP. */
async function ask(engine: Engine, { machine, unit }: { readonly machine: string; readonly unit: string }) {
  const api = await urlOf(engine, machine, FLEET_API_PORT)
  const units = `${api}/fleet/v1/units`
  const listed = await fetch(units)
  const got = await fetch(`${units}/${encodeURIComponent(unit)}`)
  const headers = { 'content-type': 'application/json' }
  return {
    server: listed.headers.get('server'),
    list: [listed.status, listed.headers.get('content-type')],
    got: [got.status, ((await got.json()) as { readonly name?: string }).name],
    missing: (await fetch(`${units}/none.service`)).status,
    untyped: (await fetch(`${units}/x.service`, { method: 'PUT', body: '{}', headers: { 'content-type': 'a/b' } }))
      .status,
    tooLong: (await fetch(`${units}/x.service`, { method: 'PUT', body: 'x'.repeat(1_000_001), headers })).status,
    app: (await (await fetch(await urlOf(engine, machine, APP_PORT))).text()).trim(),
  }
}

test('a fleet of three keeps its units running through the reboots of all of them, and answers over HTTP', async () => {
  const engine = await findEngine()
  let asked: { readonly unit: string; readonly machine: string; readonly answers: ReturnType<typeof ask> } | undefined
  const onEvent = (event: Event): void => {
    if (asked || event.kind !== 'unit.state' || event.active !== 'active' || event.sub !== 'running') return
    const { unit, machine } = event
    asked = { unit, machine, answers: ask(engine, event) }
  }
  const world = dockerWorld()
  const { judgement, recording } = await runTrial(world, schedule, reference, { onEvent })
  await world[Symbol.asyncDispose]()

  expect(recording.events.filter(({ kind }) => kind === 'harness.fault' || kind === 'program.crashed')).toEqual([])
  expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
  expect(judgement.verdict).toBe('holds')
  const of = (kind: Event['kind']) => recording.events.filter((event) => event.kind === kind)
  expect(of('step.witnessed').map((event) => 'verdict' in event && event.verdict)).toEqual(Array(4).fill('seen'))
  expect(new Set(of('reboot.started').map((event) => 'machine' in event && event.machine))).toEqual(new Set(machines))
  expect(of('unit.up').length).toBeGreaterThanOrEqual(4)

  expect(asked).toBeDefined()
  expect(await asked?.answers).toEqual({
    server: 'fleetd/1.0.0',
    list: [200, 'application/json'],
    got: [200, asked?.unit],
    missing: 404,
    untyped: 415,
    tooLong: 413,
    app: `${asked?.unit} on ${asked?.machine}`,
  })
  expect(await left(engine)).toBe(0)
}, 120_000)
