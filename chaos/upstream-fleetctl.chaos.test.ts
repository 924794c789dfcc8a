// fleet's own client, fleetctl 1.0.0 as CoreOS released it, works a cluster of ours. It is built from its Go module, so that
// a machine without Go leaves it out, and says so.

import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Orders } from '../src/harness/orders.ts'
import { runTrial, type Tried } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK, QUICK_FLEET } from '../src/machine/tuning.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { runTool } from '../src/worlds/docker/images/tools.ts'

const BUILD_WITHIN_MS = 240_000
const UNIT = fileURLToPath(new URL('../docs/tutorial/my-app@.service', import.meta.url))

const ALONE: Schedule = {
  ...{ seatrial: 'schedule', version: 1, seed: 1, steps: [], tuning: { ...QUICK, fleet: QUICK_FLEET } },
  topology: {
    machines: ['m0', 'm1'].map((id, n) => ({
      ...{ id, group: '', strategy: 'etcd-lock', fleet: { metadata: { n: String(n) } } },
      roles: n === 0 ? ['etcd', 'worker'] : ['worker'],
    })),
  },
}

const folder = mkdtempSync(join(tmpdir(), 'seatrial-fleetctl-'))
const fleetctl = join(folder, 'fleetctl')
const orders = new Orders()
let trial: Promise<Tried> | undefined
let endpoint = ''

interface Said {
  readonly status: number
  readonly out: readonly string[]
  readonly err: string
}

/** The client, with its columns apart by one blank. */
const run = (...args: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    execFile(fleetctl, ['--endpoint', endpoint, ...args], { timeout: 30_000 }, (error, out, err) => {
      const lines = out
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(/\t+/g, ' '))
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out: lines, err })
    })
  })

const done = (...out: readonly string[]): Said => ({ status: 0, out, err: expect.any(String) as unknown as string })

const hasGo = spawnSync('go', ['version']).status === 0
if (!hasGo) process.stderr.write('fleetctl of CoreOS was not tried: there is no Go here to build it\n')

const whereGoIs = hasGo ? describe : describe.skip
whereGoIs("CoreOS's own fleetctl", () => {
  beforeAll(async () => {
    const source = fileURLToPath(new URL('fleetctl', import.meta.url))
    const args = ['build', '-buildvcs=false', '-o', fleetctl, 'github.com/coreos/fleet/fleetctl']
    await runTool('go', args, { cwd: source, env: { CGO_ENABLED: '0', GOWORK: 'off' }, timeoutMs: BUILD_WITHIN_MS })
    const up = Promise.withResolvers<void>()
    const world = dockerWorld({ onAddresses: ({ machines }) => (endpoint = machines[0]?.fleet ?? '') })
    trial = runTrial(world, ALONE, reference, {
      orders,
      onEvent: (event) => event.kind === 'phase' && event.phase === 'storm' && up.resolve(),
    })
    await Promise.race([up.promise, trial])
  }, 2 * BUILD_WITHIN_MS)

  afterAll(async () => {
    orders.close()
    await trial
    rmSync(folder, { recursive: true })
  }, 60_000)

  test('lists the machines, with their metadata', async () => {
    expect(await run('list-machines', '--full')).toEqual(done('MACHINE IP METADATA', 'm0 m0 n=0', 'm1 m1 n=1'))
  })

  test('submits, starts, shows, stops, unloads and destroys units', async () => {
    expect(await run('submit', UNIT)).toEqual(done('Unit my-app@.service inactive'))
    const started = await run('start', 'my-app@1', 'my-app@2')
    expect(started.status).toBe(0)
    expect(await run('list-units', '--fields=unit,machine,active,sub')).toEqual(
      done(
        'UNIT MACHINE ACTIVE SUB',
        'my-app@1.service m0.../m0 active running',
        'my-app@2.service m1.../m1 active running',
      ),
    )
    expect((await run('cat', 'my-app@1')).out).toContain('Conflicts=my-app@*.service')
    expect(await run('list-unit-files', '--fields=unit,dstate,state,target')).toEqual(
      done(
        'UNIT DSTATE STATE TARGET',
        'my-app@.service inactive inactive -',
        'my-app@1.service launched launched m0.../m0',
        'my-app@2.service launched launched m1.../m1',
      ),
    )
    expect(await run('stop', 'my-app@1')).toEqual(done('Unit my-app@1.service loaded on m0.../m0'))
    expect(await run('unload', 'my-app@2')).toEqual(done('Unit my-app@2.service inactive'))
    expect((await run('destroy', 'my-app@1', 'my-app@2', 'my-app@')).out.toSorted()).toEqual([
      'Destroyed my-app@.service',
      'Destroyed my-app@1.service',
      'Destroyed my-app@2.service',
    ])
    expect((await run('list-unit-files', '--no-legend')).out).toEqual([''])
  })

  test('says of what is not there what it would say of a fleet of its own', async () => {
    const missing = await run('start', 'nothing@1')
    expect([missing.status, missing.err]).toEqual([
      1,
      expect.stringContaining('unable to find template Unit(nothing@.service)'),
    ])
    expect((await run('cat', 'nothing.service')).err).toContain('nothing.service not found')
  })

  test('and every promise holds meanwhile', async () => {
    orders.close()
    expect((await trial)?.judgement.verdict).toBe('holds')
  })
})
