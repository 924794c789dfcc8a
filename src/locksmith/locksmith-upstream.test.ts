// The acceptance rows of locksmith's lock, named after its own tests (lock/semaphore_test.go, lock/etcd_test.go). Where the
// semaphore's rules are laws of any sequence of operations they are in `semaphore.test.ts`; here are the histories that
// locksmith tells.

import { describe, expect, test } from '@jest/globals'
import { fail, type Outcome, unknown } from '../runtime/operation.ts'
import { FAILURES } from '../store/contract.ts'
import { ctlLock, ctlUnlock } from './ctl.ts'
import { ServerBench } from './fleetlock/fixture.ts'
import { acquire, release, setMax, status } from './lock.ts'
import { acquired, type Change, FRESH, released, resized, type Semaphore, semaphoreKey } from './semaphore.ts'

type Step = readonly [operation: '+' | '-', machine: string]

const step = (semaphore: Semaphore, [operation, machine]: Step): Change =>
  operation === '+' ? acquired(semaphore, machine) : released(semaphore, machine)

/** The semaphore after these steps; one that changes nothing leaves it as it was. */
const after = (max: number, ...steps: readonly Step[]): Semaphore =>
  steps.reduce<Semaphore>(
    (semaphore, each) => {
      const change = step(semaphore, each)
      return change.kind === 'changed' ? change.semaphore : semaphore
    },
    { free: max, max, holders: [] },
  )

describe('lock/semaphore_test.go', () => {
  test('TestTestLockClient, TestSingleLock: locked by a, then free again', () => {
    expect(after(1, ['+', 'a'])).toEqual({ free: 0, max: 1, holders: ['a'] })
    expect(after(1, ['+', 'a'], ['-', 'a'])).toEqual(FRESH)
  })

  test('TestSingleDeadlock: the same id again gets no second slot, and its unlock still works', () => {
    const held = after(1, ['+', 'a'])
    expect(acquired(held, 'a')).toEqual({ kind: 'already' })
    expect(released(held, 'a')).toEqual({ kind: 'changed', semaphore: FRESH })
    const bench = new ServerBench()
    expect(bench.run(ctlLock('g', 'a'))).toEqual({ kind: 'done', lines: [] })
    expect(bench.run(ctlLock('g', 'a'))).toEqual({ kind: 'failed', error: 'Error locking: holder exists' })
    expect(bench.run(ctlUnlock('g', 'a'))).toEqual({ kind: 'done', lines: [] })
  })

  test('TestSameDoubleLockFail: with a slot to spare the same id takes one only', () => {
    const held = after(2, ['+', 'a'], ['+', 'a'])
    expect(held).toEqual({ free: 1, max: 2, holders: ['a'] })
    expect(acquired(held, 'a')).toEqual({ kind: 'already' })
  })

  test('TestUnlockUnheldLockFail: without holders, and by somebody who holds none', () => {
    expect(released(FRESH, 'a')).toEqual({ kind: 'already' })
    expect(released(after(1, ['+', 'a']), 'b')).toEqual({ kind: 'already' })
    const bench = new ServerBench()
    const refused = { kind: 'failed', error: 'Error unlocking: holder does not exist' }
    expect(bench.run(ctlUnlock('g', 'a'))).toEqual(refused)
    bench.run(acquire('g', 'a'))
    expect(bench.run(ctlUnlock('g', 'b'))).toEqual(refused)
    expect(bench.store.semaphore('g')?.holders).toEqual(['a'])
  })

  test('TestDoubleLockFail: b is refused while a holds', () => {
    const held = after(1, ['+', 'a'])
    expect(acquired(held, 'b')).toEqual({ kind: 'full', holders: ['a'] })
    expect(after(1, ['+', 'a'], ['+', 'b'])).toEqual({ free: 0, max: 1, holders: ['a'] })
    const bench = new ServerBench()
    bench.run(acquire('g', 'a'))
    expect(bench.run(ctlLock('g', 'b'))).toEqual({ kind: 'failed', error: 'Error locking: semaphore is at 0' })
  })

  test('TestDoubleLockSuccess: two slots, two holders, and one leaves', () => {
    expect(after(2, ['+', 'a'], ['+', 'b'])).toEqual({ free: 0, max: 2, holders: ['a', 'b'] })
    expect(after(2, ['+', 'a'], ['+', 'b'], ['-', 'a'])).toEqual({ free: 1, max: 2, holders: ['b'] })
  })

  test('TestHolderOrdering: holders stay sorted as they come and go', () => {
    const all: readonly Step[] = [
      ['+', 'c'],
      ['+', 'b'],
      ['+', 'a'],
    ]
    expect(after(3, ...all).holders).toEqual(['a', 'b', 'c'])
    expect(after(3, ...all, ['-', 'b']).holders).toEqual(['a', 'c'])
    expect(after(3, ...all, ['-', 'b'], ['-', 'c']).holders).toEqual(['a'])
    expect(after(3, ...all, ['-', 'b'], ['-', 'c'], ['+', 'b']).holders).toEqual(['a', 'b'])
  })

  // Upstream lists negative values and never reaches them, as it goes over their indexes. Here 0 is the least there is.
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000_000])('TestSetMax: to %i with one holder', (max) => {
    const held = after(1, ['+', 'a'])
    const change = resized(held, max)
    if (max === 1) expect(change).toEqual({ kind: 'already' })
    else expect(change).toEqual({ kind: 'changed', semaphore: { free: max - 1, max, holders: ['a'] } })
  })
})

describe('lock/etcd_test.go', () => {
  test('TestEtcdLockClientInit: the document is made once, and its group is its key', () => {
    const bench = new ServerBench()
    for (const machine of ['a', 'b']) bench.run(acquire('prod/database', machine))
    const key = 'coreos.com/updateengine/rebootlock/groups/prod%2Fdatabase/semaphore'
    expect(bench.store.mvcc.get(key)).toMatchObject({
      value: '{"semaphore":0,"max":1,"holders":["a"]}',
      createRevision: bench.store.mvcc.revision,
      version: 1,
    })
    expect(bench.store.mvcc.get(semaphoreKey(''))).toBeUndefined()
  })

  test('TestEtcdLockClientInit: whoever finds that another has just made the document does not replace it', () => {
    const bench = new ServerBench()
    bench.store.before = (request) => {
      if (request.kind === 'txn') bench.store.put('g', '{"semaphore":2,"max":3,"holders":["b"]}')
      return undefined
    }
    expect(bench.run(acquire('g', 'a'))).toEqual({ kind: 'unsure', reason: 'the semaphore changed meanwhile' })
    expect(bench.store.semaphore('g')).toEqual({ free: 2, max: 3, holders: ['b'] })
  })

  test.each(['', 'asdf', '{"semaphore": 1, "max": 1, "holders": ["a", ', '[]', '{"semaphore":"1"}'])(
    'TestEtcdLockClientGet: the document %p is told, and nothing is written over it',
    (document) => {
      const bench = new ServerBench()
      bench.store.put('g', document)
      for (const program of [status('g'), acquire('g', 'a'), release('g', 'a'), setMax('g', 2)]) {
        expect(bench.run(program)).toMatchObject({ kind: 'unsure', reason: expect.stringContaining("lock's document") })
      }
      expect(bench.store.mvcc.get(semaphoreKey('g'))?.value).toBe(document)
    },
  )

  test('TestEtcdLockClientGet: the revision is the store’s, whatever the document says', () => {
    const bench = new ServerBench()
    bench.store.put('other', '{}')
    bench.store.put('g', '{"index":12,"semaphore":1,"max":1,"holders":[]}')
    expect(bench.run(status('g'))).toMatchObject({ kind: 'done', revision: bench.store.mvcc.revision })
    expect(bench.run(acquire('g', 'a'))).toMatchObject({ kind: 'done', changed: true })
  })

  test.each<[string, Outcome<never>]>([
    ['no leader', fail(FAILURES.noLeader)],
    ['no answer in time', unknown('no answer in time')],
  ])('TestEtcdLockClientGet, TestEtcdLockClientSet: %s is told, by a read and by a write', (reason, outcome) => {
    const reading = new ServerBench()
    reading.store.before = () => outcome
    const writing = new ServerBench()
    writing.store.before = ({ kind }) => (kind === 'txn' ? outcome : undefined)
    for (const bench of [reading, writing]) {
      const tried = bench.run(acquire('g', 'a'))
      expect(tried).toMatchObject({ kind: 'unsure', reason: expect.stringContaining(reason) })
    }
    expect(reading.run(status('g')).kind).toBe('unsure')
    expect(writing.store.semaphore('g')).toBeUndefined()
  })
})

// locksmith has no test for this one.
test('lowering max with holders: nobody is evicted, and nobody gets in until enough have left', () => {
  const bench = new ServerBench()
  bench.run(setMax('g', 3))
  for (const machine of ['a', 'b', 'c']) bench.run(acquire('g', machine))
  expect(bench.run(setMax('g', 1))).toMatchObject({ semaphore: { free: -2, max: 1, holders: ['a', 'b', 'c'] } })
  const refused: string[] = []
  for (const leaving of ['a', 'b', 'c']) {
    refused.push(bench.run(acquire('g', 'm')).kind)
    bench.run(release('g', leaving))
  }
  expect(refused).toEqual(['full', 'full', 'full'])
  expect(bench.run(acquire('g', 'm'))).toMatchObject({ kind: 'done', semaphore: { holders: ['m'] } })
})
