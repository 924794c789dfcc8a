import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { unknown } from '../../runtime/operation.ts'
import type { StoreRequest } from '../../store/contract.ts'
import { MONDAY } from '../rollout/decision-fixture.ts'
import { asking, inWord, UpdateBench } from './fixture.ts'
import { CATALOGUE_KEY, instanceKey, rolloutKey } from './keys.ts'
import { UpdateServer } from './server.ts'

const FULL = 'error-maxConcurrentUpdatesLimitReached'
const wrote = (request: StoreRequest): boolean =>
  request.kind === 'txn' && request.then.some((each) => each.kind === 'put')

function rollout(max: number): UpdateBench {
  const bench = new UpdateBench()
  bench.offer(max)
  return bench
}

/** Lets the period of the limit pass. */
const wait = (bench: UpdateBench): void => bench.runner.timers.advance(bench.runner.timers.now() + 10)

describe('a rollout', () => {
  test('goes through three machines, one at a time', () => {
    const bench = rollout(1)
    for (const machine of ['m0', 'm1', 'm2']) {
      wait(bench)
      expect(bench.ask(machine)).toBe('2.0.0 of alpha')
      wait(bench)
      expect(bench.ask('waiting')).toBe(FULL)
      expect(bench.complete(machine)).toBe('up-to-date')
    }
    wait(bench)
    expect(bench.ask('waiting')).toBe('2.0.0 of alpha')
    expect(bench.recorded('rollout.finished')).toBe(0)
    bench.complete('waiting')
    expect(bench.recorded('rollout.finished')).toBe(1)
    expect(bench.recorded('rollout.granted')).toBe(4)
  })

  test('stops when the first machine fails and the policy says so', () => {
    const bench = new UpdateBench()
    bench.offer(1, { disableUpdatesOnFailedRollout: true })
    bench.ask('m0')
    expect(bench.ask('m0', '1.0.0', { events: [{ type: 3, result: 0 }] })).toBe('error-updatesDisabled')
    expect(bench.recorded('rollout.stopped')).toBe(1)
    expect(bench.ask('m1')).toBe('error-updatesDisabled')
    const kinds = (bench.admin('activity', { track: 'alpha' }).body as { kind: string }[]).map((each) => each.kind)
    expect(kinds).toEqual(['update-granted', 'update-failed', 'rollout-stopped'])
  })

  test('stays stopped when it is stopped over a machine that was on hold already', () => {
    const bench = new UpdateBench()
    bench.offer(1, { safeMode: true, updateTimeoutMs: 10_000 })
    bench.ask('m0')
    wait(bench)
    expect(bench.ask('m1')).toBe(FULL)
    bench.runner.timers.advance(bench.runner.timers.now() + 10_001)
    expect(bench.ask('m1')).toBe('error-maxTimedOutUpdatesLimitReached')
    expect(bench.ask('m1')).toBe('error-updatesDisabled')
    expect(bench.recorded('rollout.stopped')).toBe(1)
  })

  test('answers what it cannot register', () => {
    const bench = rollout(1)
    expect(bench.ask('m0', 'one')).toBe('error-instanceRegistrationFailed')
    expect(bench.ask('')).toBe('error-instanceRegistrationFailed')
    expect(bench.ask('m0', '1.0.0', { track: 'none' })).toBe('error-unknownApplicationOrGroup')
    expect(bench.ask('m0', '1.0.0', { wantsUpdate: false })).toBe('not-asked')
  })
})

describe('the store', () => {
  test('is read whole once, and not for each request', () => {
    const bench = rollout(10)
    bench.ask('m0')
    bench.store.requests.length = 0
    bench.ask('m0')
    bench.ask('m1')
    expect(bench.store.requests.map(wrote)).toEqual([false, true])
  })

  test('unreachable: nothing is decided', () => {
    const bench = rollout(1)
    bench.store.before = () => ({ kind: 'fail', reason: 'unreachable' })
    expect(bench.ask('m0')).toBe('unreachable')
    expect(bench.instances()).toEqual([])
    expect(bench.recorded('rollout.granted')).toBe(0)
  })

  test('an answer lost after it was applied does not grant twice, nor apply the events twice', () => {
    const bench = rollout(1)
    bench.ask('m0')
    wait(bench)
    let losses = 1
    bench.store.after = (request) => (wrote(request) && losses-- > 0 ? unknown('time-out') : undefined)
    expect(bench.ask('m0', '1.0.0', { events: [{ type: 3, result: 0 }] })).toBe('2.0.0 of alpha')
    expect(losses).toBeLessThan(1)
    const [instance] = bench.instances()
    expect(instance?.history.map((each) => each.status)).toEqual([
      'UpdateGranted',
      'Error',
      'UpdateGranted',
      'Undefined',
    ])
    expect(bench.recorded('rollout.granted')).toBe(2)
  })

  test('a server that always loses answers never says update', () => {
    const bench = rollout(1)
    bench.ask('other', '3.0.0')
    bench.store.after = () => unknown('time-out')
    expect(bench.ask('m0')).toBe('time-out')
  })

  test('a server dropped in mid-request is continued by a new one', () => {
    for (let dropAt = 1; dropAt <= 60; dropAt += 3) {
      const bench = rollout(1)
      bench.latencyMs = () => 10
      const { kernel, timers } = bench.runner
      const task = kernel.start('server', bench.host, bench.server.checkIn(asking('m0')))
      timers.advance(timers.now() + dropAt)
      kernel.drop(task)
      bench.server = new UpdateServer(MONDAY)
      timers.advance(timers.now() + 100)
      expect(bench.ask('m0')).toBe('2.0.0 of alpha')
      wait(bench)
      expect(bench.ask('m1')).toBe(FULL)
      expect(bench.instances().filter((each) => each.updateInProgress)).toHaveLength(1)
    }
  })

  test.each([
    ['catalogue', CATALOGUE_KEY],
    ['instance', instanceKey('alpha', 'm9')],
    ['count', rolloutKey('alpha')],
  ])('a corrupt document is told and left alone: %s', (what, key) => {
    const bench = rollout(1)
    bench.store.mvcc.apply({ kind: 'put', key, value: '{}' })
    expect(bench.ask('m0')).toContain(what)
    expect(bench.store.mvcc.get(key)?.value).toBe('{}')
    expect(bench.store.mvcc.get(instanceKey('alpha', 'm0'))).toBeUndefined()
  })
})

test('servers side by side never have more machines in progress than allowed', () => {
  const visit = fc.record({
    server: fc.nat(1),
    machine: fc.nat(7),
    does: fc.constantFrom('ask', 'ask', 'complete', 'fail'),
    afterMs: fc.nat(60),
  })
  fc.assert(
    fc.property(
      fc.array(visit, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.constantFrom('', '', '', '', 'lost', 'late'), { minLength: 1, maxLength: 10 }),
      (visits, max, latencies, losses) => {
        const bench = rollout(max)
        const { kernel, timers } = bench.runner
        let drawn = 0
        bench.latencyMs = () => latencies[drawn++ % latencies.length] as number
        bench.store.after = (request) => {
          expect(bench.instances().filter((each) => each.updateInProgress).length).toBeLessThanOrEqual(max)
          return request.kind === 'txn' && losses[drawn % losses.length] === 'lost' ? unknown('lost') : undefined
        }
        // The answer is lost, and what was asked for happens when the server tries again already.
        bench.store.before = (request) => {
          if (request.kind !== 'txn' || losses[drawn % losses.length] !== 'late') return undefined
          timers.callAt(timers.now() + 30, () => void bench.store.mvcc.apply(request))
          return unknown('late')
        }
        const servers = [new UpdateServer(MONDAY), new UpdateServer(MONDAY)] as const
        const updates: string[] = []
        for (const { server, machine, does, afterMs } of visits) {
          const name = `m${machine}`
          const events = does === 'ask' ? [] : [{ type: 3, result: does === 'fail' ? 0 : 2, previousVersion: '1.0.0' }]
          const version = does === 'complete' ? '2.0.0' : '1.0.0'
          const program = (servers[server] as UpdateServer).checkIn(asking(name, version, { events }))
          kernel.start('visit', bench.host, program, (ending) => {
            if (ending.kind !== 'returned') throw new Error(ending.kind)
            if (inWord(ending.value).startsWith('2.0.0')) updates.push(name)
          })
          timers.advance(timers.now() + afterMs)
        }
        timers.advance(timers.now() + 60_000)
        expect(bench.instances().filter((each) => each.updateInProgress).length).toBeLessThanOrEqual(max)
        for (const name of updates) {
          expect(bench.instances().find((each) => each.machine === name)?.lastUpdateVersion).toBe('2.0.0')
        }
      },
    ),
    { numRuns: 200 },
  )
})
