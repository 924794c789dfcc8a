// How a run in containers ends when it is not let be: nothing stays behind, and nothing is told as a pass.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { type Engine, findEngine } from '../src/worlds/docker/engine.ts'
import { PID_LABEL } from '../src/worlds/docker/run-labels.ts'

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 1,
  topology: cluster({ both: 1 }),
  tuning: QUICK,
  steps: [{ when: { at: 5_000 }, do: 'ask-reboot', machine: 'm0' }],
}

const filters = (pid: number) => ({ label: [`${PID_LABEL}=${pid}`] })

const running = (engine: Engine, pid: number) => engine.docker.listContainers({ filters: filters(pid) })

async function left(engine: Engine, pid: number): Promise<number> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.docker.listContainers({ all: true, filters: filters(pid) }),
    engine.docker.listNetworks({ filters: filters(pid) }),
    engine.docker.listVolumes({ filters: filters(pid) }),
  ])
  return containers.length + networks.length + volumes.length
}

/** Asks until it is so: containers have no event for "nothing is left". */
async function until(condition: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await condition());) {
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test.each(['etcd', 'os'])(
  'an %s container that dies on its own is a harness fault, with its last log lines',
  async (part) => {
    const engine = await findEngine()
    await using world = dockerWorld()
    const trial = runTrial(world, schedule, reference)
    const container = async (name: string) =>
      (await running(engine, process.pid)).find(({ Names: names }) => names.some((each) => each.endsWith(`-${name}`)))
    await until(async () => {
      const os = await container('os')
      const log = os && (await engine.docker.getContainer(os.Id).logs({ stdout: true, stderr: true }))
      return String(log).includes('boot.good')
    })
    await engine.docker.getContainer((await container(part))!.Id).kill()
    const { judgement, recording } = await trial
    expect(judgement.verdict).toBe('harness-fault')
    const fault = recording.events.find((event) => event.kind === 'harness.fault')
    expect(fault).toMatchObject({ what: expect.stringContaining('of m0 ended by itself') })
    expect(fault).toMatchObject({ evidence: expect.stringMatching(/^exit status 137\n./) })
    expect(await left(engine, process.pid)).toBe(0)
  },
  60_000,
)

test.each([1, 2])(
  'after Ctrl-C, %i times, nothing is left',
  async (times) => {
    const engine = await findEngine()
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-ending-'))
    const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
    const run = [path('../src/cli/main.ts'), 'run', path('../scenarios/talk/tripledouble.json'), '--world', 'docker']
    const child = spawn(process.execPath, run, {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const exit = once(child, 'exit')
    const pid = child.pid as number
    await until(async () => (await running(engine, pid)).length >= 6)
    child.kill('SIGINT')
    if (times === 2) {
      await new Promise((resolve) => setTimeout(resolve, 20)) // two signals at one instant are one
      child.kill('SIGINT')
    }
    expect(await exit).toEqual([130, null])
    if (times === 1) expect(await left(engine, pid)).toBe(0)
    await until(async () => (await left(engine, pid)) === 0)
    rmSync(folder, { recursive: true, force: true })
  },
  60_000,
)
