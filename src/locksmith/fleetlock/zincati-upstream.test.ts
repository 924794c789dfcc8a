// The acceptance rows of zincati's update agent, named after its own tests (src/update_agent/mod.rs), as far as they are
// about FleetLock: what it does with its update meanwhile is the update engine's business here.

import { describe, expect, test } from '@jest/globals'
import { now, ok, type Outcome, type Program, sleep } from '../../runtime/operation.ts'
import { ServerBench } from './fixture.ts'
import { encodeError } from './protocol.ts'
import { answer } from './server.ts'
import { acquireUntilGranted, type FleetLockClient, type Post, steadyUntilHeard } from './strategy.ts'

type Answer = Outcome<{ readonly status: number; readonly body: string }>

/** A machine, and what it has asked for and when, in minutes. */
function machine(id: string): { readonly client: FleetLockClient; readonly asked: [path: string, at: number][] } {
  const asked: [string, number][] = []
  const post: Post = function* (path, body, headers): Program<Answer> {
    asked.push([path, Math.floor((yield* now()) / 60_000)])
    const request = { method: 'POST', path, header: headers['fleet-lock-protocol'], body }
    const { status, body: error } = yield* answer(request, { groups: [{ name: 'g', slots: 1 }] })
    return ok({ status, body: error ? encodeError(error) : '' })
  }
  const times = { backoffMs: 300_000, backoffMaxMs: 300_000, freshMs: 5_000, lingerMs: 10_000 }
  return { client: { id, group: 'g', post, ...times }, asked }
}

describe('src/update_agent/mod.rs', () => {
  test('state_machine_happy_path: steady first, then a slot, then the reboot, then steady again', () => {
    const bench = new ServerBench()
    const { client, asked } = machine('a')
    const held: (readonly string[])[] = []
    const note = (): void => void held.push(bench.store.semaphore('g')?.holders ?? [])
    function* boots(): Program<void> {
      for (let boot = 0; boot < 2; boot++) {
        yield* steadyUntilHeard(client)
        note()
        yield* acquireUntilGranted(client)
        note()
        yield* sleep(60_000)
      }
    }
    bench.run(boots())
    expect(asked.map(([path]) => path)).toEqual([
      ...['/v1/steady-state', '/v1/pre-reboot', '/v1/steady-state', '/v1/pre-reboot'],
    ])
    expect(held).toEqual([[], ['a'], [], ['a']])
  })

  test('test_fsm_abandon_update: a machine that is refused asks on, long after twelve attempts', () => {
    const bench = new ServerBench()
    bench.run(acquireUntilGranted(machine('other').client))
    const { client, asked } = machine('a')
    bench.runner.kernel.start('a', bench.host, acquireUntilGranted(client))
    bench.runner.timers.advance(3 * 3_600_000)
    expect(asked.length).toBeGreaterThan(2 * 12)
    bench.run(steadyUntilHeard(machine('other').client))
    bench.runner.timers.advance(bench.runner.timers.now() + 300_000)
    expect(bench.store.semaphore('g')?.holders).toEqual(['a'])
  })

  test('test_fsm_postpone_finalize: whoever waits with the reboot keeps its slot, however often it asks', () => {
    const bench = new ServerBench()
    const { client, asked } = machine('a')
    for (let tick = 0; tick < 10; tick++) bench.run(acquireUntilGranted(client))
    expect(asked).toHaveLength(10)
    expect(bench.store.semaphore('g')).toEqual({ free: 0, max: 1, holders: ['a'] })
  })
})
