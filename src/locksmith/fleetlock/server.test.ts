import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fail, type Outcome, unknown } from '../../runtime/operation.ts'
import { FAILURES, type StoreRequest } from '../../store/contract.ts'
import { acquire, release, setMax } from '../lock.ts'
import { ServerBench } from './fixture.ts'
import { GRANTED, refusal } from './protocol.ts'
import type { FleetLockConfig } from './server.ts'

const slots = (number: number): FleetLockConfig => ({ groups: [{ name: 'g', slots: number }] })
const fullOf = (number: number) => refusal('failed_lock', `all ${number} semaphore slots currently locked`)

/** Does something on each write, the first `times` times. */
const onWrites = (times: number, act: () => Outcome<never> | undefined) => {
  let done = 0
  return (request: StoreRequest) => (request.kind === 'txn' && done++ < times ? act() : undefined)
}

describe('the FleetLock server', () => {
  test('TestSingleLock: a new semaphore of 1 is locked and unlocked', () => {
    const bench = new ServerBench()
    expect(bench.ask('pre-reboot', 'a', 'g', slots(1))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 0, max: 1, holders: ['a'] })
    expect(bench.ask('pre-reboot', 'b', 'g', slots(1))).toEqual(fullOf(1))
    expect(bench.ask('steady-state', 'a', 'g', slots(1))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 1, max: 1, holders: [] })
    expect(bench.ask('pre-reboot', 'b', 'g', slots(1))).toEqual(GRANTED)
  })

  test('TestRecursivelock: the same id again is granted and not listed twice, full or not', () => {
    const bench = new ServerBench()
    for (let i = 0; i < 3; i++) expect(bench.ask('pre-reboot', 'a', 'g', slots(2))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 1, max: 2, holders: ['a'] })
    bench.ask('pre-reboot', 'b', 'g', slots(2))
    const { revision } = bench.store.mvcc
    expect(bench.ask('pre-reboot', 'a', 'g', slots(2))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 0, max: 2, holders: ['a', 'b'] })
    expect(bench.store.mvcc.revision).toBe(revision + 1) // so that a steady-state still under way comes too late
  })

  test('TestHolderOrdering: holders are sorted through locks and unlocks', () => {
    const bench = new ServerBench()
    const holders = (): readonly string[] | undefined => bench.store.semaphore('g')?.holders
    for (const id of ['c', 'a', 'd', 'b']) bench.ask('pre-reboot', id, 'g', slots(4))
    expect(holders()).toEqual(['a', 'b', 'c', 'd'])
    for (const id of ['c', 'a']) bench.ask('steady-state', id, 'g', slots(4))
    expect(holders()).toEqual(['b', 'd'])
    bench.ask('pre-reboot', 'c', 'g', slots(4))
    expect(holders()).toEqual(['b', 'c', 'd'])
  })

  test('an over-full semaphore lets nobody in, keeps its holders, and names its own maximum', () => {
    const bench = new ServerBench()
    for (const id of ['a', 'b', 'c']) bench.ask('pre-reboot', id, 'g', slots(3))
    bench.run(setMax('g', 1))
    expect(bench.ask('pre-reboot', 'd', 'g', slots(3))).toEqual(fullOf(1))
    expect(bench.ask('pre-reboot', 'a', 'g', slots(3))).toEqual(GRANTED)
    for (const id of ['a', 'b']) expect(bench.ask('steady-state', id, 'g', slots(3))).toEqual(GRANTED)
    expect(bench.ask('pre-reboot', 'd', 'g', slots(3))).toEqual(fullOf(1))
    bench.ask('steady-state', 'c', 'g', slots(3))
    expect(bench.ask('pre-reboot', 'd', 'g', slots(3))).toEqual(GRANTED)
  })

  test('steady-state frees the slot of its own id alone, and is granted to who holds none, without a write', () => {
    const bench = new ServerBench()
    expect(bench.ask('steady-state', 'b', 'g', slots(2))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toBeUndefined()
    bench.ask('pre-reboot', 'a', 'g', slots(2))
    const { revision } = bench.store.mvcc
    expect(bench.ask('steady-state', 'b', 'g', slots(2))).toEqual(GRANTED)
    expect(bench.store.mvcc.revision).toBe(revision)
    expect(bench.store.semaphore('g')?.holders).toEqual(['a'])
  })

  test('no more than the slots are ever held, whoever asks for what, and the answer says who holds one', () => {
    const asks = fc.array(
      fc.tuple(fc.constantFrom('pre-reboot' as const, 'steady-state' as const), fc.constantFrom('a', 'b', 'c', 'd')),
    )
    fc.assert(
      fc.property(asks, fc.nat(3), (asked, number) => {
        const bench = new ServerBench()
        for (const [operation, id] of asked) {
          const before = bench.store.semaphore('g')?.holders ?? []
          const { status } = bench.ask(operation, id, 'g', slots(number))
          const { holders = [] } = bench.store.semaphore('g') ?? {}
          expect(holders.length).toBeLessThanOrEqual(number)
          const others = (all: readonly string[]): readonly string[] => all.filter((holder) => holder !== id)
          expect(others(holders)).toEqual(others(before))
          expect(holders.includes(id)).toBe(operation === 'pre-reboot' && status === 200)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a group that is not configured is refused, and the store is not asked', () => {
    const bench = new ServerBench()
    expect(bench.ask('pre-reboot', 'a', 'other', slots(1))).toEqual(
      refusal('unknown_group', 'the group "other" is not configured'),
    )
    expect(bench.store.requests).toHaveLength(0)
  })

  test('the semaphore is the one of locksmith: they keep each other out', () => {
    const bench = new ServerBench()
    bench.ask('pre-reboot', 'zincati', 'g', slots(1))
    expect(bench.run(acquire('g', 'locksmith'))).toEqual({ kind: 'full', holders: ['zincati'] })
    bench.ask('steady-state', 'zincati', 'g', slots(1))
    bench.run(acquire('g', 'locksmith'))
    expect(bench.ask('pre-reboot', 'zincati', 'g', slots(1))).toEqual(fullOf(1))
    expect(bench.records.at(-1)).toEqual({ kind: 'lock.busy', group: 'g', by: 'zincati', holders: ['locksmith'] })
    bench.run(release('g', 'locksmith'))
    expect(bench.ask('pre-reboot', 'zincati', 'g', slots(1))).toEqual(GRANTED)
  })
})

describe('the slots of the configuration', () => {
  test('are written where there is no document', () => {
    const bench = new ServerBench()
    bench.ask('pre-reboot', 'a', 'g', slots(3))
    expect(bench.store.semaphore('g')).toEqual({ free: 2, max: 3, holders: ['a'] })
  })

  test('0 lets nobody in', () => {
    expect(new ServerBench().ask('pre-reboot', 'a', 'g', slots(0))).toEqual(fullOf(0))
  })

  test.each([
    ['what an operator has set', '{"semaphore":2,"max":2,"holders":[]}', 2],
    ['a document that is like a fresh one', '{"semaphore":1,"max":1,"holders":null}', 1],
  ])('leave alone %s', (_, document, max) => {
    const bench = new ServerBench()
    bench.store.put('g', document)
    bench.ask('pre-reboot', 'a', 'g', slots(5))
    expect(bench.store.semaphore('g')).toEqual({ free: max - 1, max, holders: ['a'] })
  })

  test('leave alone what an operator sets at the very moment', () => {
    const bench = new ServerBench()
    bench.store.before = onWrites(1, () => {
      bench.store.put('g', '{"semaphore":2,"max":2,"holders":[]}')
      return undefined
    })
    expect(bench.ask('pre-reboot', 'a', 'g', slots(5))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 1, max: 2, holders: ['a'] })
  })

  test('that cannot be written are failed_sem_init', () => {
    const bench = new ServerBench()
    bench.store.before = (request) => (request.kind === 'txn' ? fail(FAILURES.noLeader) : undefined)
    expect(bench.ask('pre-reboot', 'a', 'g', slots(2))).toEqual(refusal('failed_sem_init', 'no leader'))
  })
})

describe('a store that does not do as it is asked', () => {
  /** Another machine comes and goes: the document is as before, but for its revision. */
  const disturb = (bench: ServerBench) => (): undefined => {
    const { holders = [] } = bench.store.semaphore('g') ?? {}
    bench.store.put('g', JSON.stringify({ semaphore: 2 - holders.length, max: 2, holders }))
  }

  test.each(['pre-reboot', 'steady-state'] as const)('%s: a conflict is tried again', (operation) => {
    const bench = new ServerBench()
    bench.store.put('g', '{"semaphore":1,"max":2,"holders":["b"]}')
    bench.store.before = onWrites(3, disturb(bench))
    const id = operation === 'pre-reboot' ? 'a' : 'b'
    expect(bench.ask(operation, id, 'g', slots(2))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')?.holders).toEqual(operation === 'pre-reboot' ? ['a', 'b'] : [])
    expect(bench.records.filter((event) => 'outcome' in event && event.outcome === 'conflict')).toHaveLength(3)
  })

  test.each(['pre-reboot', 'steady-state'] as const)('%s: after too many conflicts it is failed_lock', (operation) => {
    const bench = new ServerBench()
    bench.store.put('g', '{"semaphore":1,"max":2,"holders":["b"]}')
    bench.store.before = onWrites(Infinity, disturb(bench))
    const id = operation === 'pre-reboot' ? 'a' : 'b'
    const reply = bench.ask(operation, id, 'g', slots(2))
    expect(reply).toEqual(refusal('failed_lock', 'the semaphore changed meanwhile'))
    expect(bench.store.semaphore('g')?.holders).toEqual(['b'])
    expect(bench.records.filter(({ kind }) => kind === 'lock.attempt')).toHaveLength(5)
  })

  test('an answer that was lost costs nothing: the next attempt sees what was done', () => {
    const bench = new ServerBench()
    bench.store.after = onWrites(1, () => unknown('no answer in time'))
    expect(bench.ask('pre-reboot', 'a', 'g', slots(1))).toEqual(GRANTED)
    expect(bench.store.semaphore('g')).toEqual({ free: 0, max: 1, holders: ['a'] })
  })

  test('a store that is slow to fail is not asked again and again', () => {
    const bench = new ServerBench()
    const { timers } = bench.runner
    bench.store.before = () => unknown('no answer in time')
    bench.store.deliver = (answering) => timers.callAt(timers.now() + 6_000, answering)
    expect(bench.ask('steady-state', 'a', 'g', slots(1))).toEqual(refusal('failed_lock', 'no answer in time'))
    expect(bench.store.requests).toHaveLength(1)
  })

  test.each(['pre-reboot', 'steady-state'] as const)('%s: a corrupt document is left for an operator', (operation) => {
    const bench = new ServerBench()
    const key = 'coreos.com/updateengine/rebootlock/groups/g/semaphore'
    bench.store.put('g', '{"semaphore":')
    const { status, body } = bench.ask(operation, 'a', 'g', slots(1))
    expect(status).toBe(500)
    expect(body?.value).toContain('is not JSON')
    expect(bench.store.mvcc.get(key)?.value).toBe('{"semaphore":')
  })
})
