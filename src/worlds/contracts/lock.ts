// What the reboot lock promises on any store: the same body runs on the simulated cluster and on real etcd.

import { describe, expect, test } from '@jest/globals'
import { acquire, release, setMax, status, unlock } from '../../locksmith/lock.ts'
import { semaphoreKey } from '../../locksmith/semaphore.ts'
import { join, type Program, spawn } from '../../runtime/operation.ts'
import type { Task } from '../../runtime/task.ts'
import { put, range, txn } from '../../store/contract.ts'
import { opened } from './opened.ts'
import type { StoreBench } from './store.ts'

const WITHIN_MS = 60_000

/** @param open starts a store that has a leader; called once, closed after the last test */
export function lockContract(name: string, open: () => Promise<StoreBench>): void {
  describe(`the lock's contract: ${name}`, () => {
    const store = opened(open, WITHIN_MS)
    const promise = (title: string, program: (group: string) => Program<void>): void =>
      test(title, () => store().run(program(store().prefix())), WITHIN_MS)

    promise('a group that nobody has written has one free slot', function* (group) {
      expect(yield* status(group)).toMatchObject({ kind: 'done', revision: 0, semaphore: { free: 1, max: 1 } })
    })

    promise('a slot is taken, refused to others, given back, and taken by the next', function* (group) {
      expect(yield* acquire(group, 'm0')).toMatchObject({ kind: 'done', changed: true, semaphore: { holders: ['m0'] } })
      expect(yield* acquire(group, 'm1')).toEqual({ kind: 'full', holders: ['m0'] })
      expect(yield* release(group, 'm0')).toMatchObject({ kind: 'done', changed: true, semaphore: { holders: [] } })
      expect(yield* acquire(group, 'm1')).toMatchObject({ kind: 'done', semaphore: { holders: ['m1'] } })
    })

    promise('asking again for what is so already changes nothing: a lost answer costs nothing', function* (group) {
      const first = yield* acquire(group, 'm0')
      const again = yield* acquire(group, 'm0')
      if (first.kind !== 'done' || again.kind !== 'done') throw new Error(`${first.kind}, ${again.kind}`)
      expect(again).toMatchObject({ changed: false, semaphore: first.semaphore })
      const { revision } = again
      expect(yield* release(group, 'm1')).toMatchObject({ kind: 'done', changed: false, revision })
    })

    promise(
      'a holder that asks again writes again: what was made from the document before comes too late',
      function* (group) {
        yield* acquire(group, 'm0')
        const key = semaphoreKey(group)
        const before = yield* range({ key })
        if (before.kind !== 'ok') throw new Error(before.reason)
        yield* acquire(group, 'm0')
        const late = yield* txn({
          compares: [{ target: 'mod-revision', key, relation: '=', operand: before.value.kvs[0]?.modRevision ?? 0 }],
          then: [{ kind: 'delete', key }],
          otherwise: [],
        })
        expect(late).toMatchObject({ kind: 'ok', value: { succeeded: false } })
        expect(yield* status(group)).toMatchObject({ semaphore: { holders: ['m0'] } })
      },
    )

    promise('of machines that ask at once at most max hold a slot, and nobody is listed twice', function* (group) {
      yield* setMax(group, 2)
      const tasks: Task<void>[] = []
      const held: string[] = []
      for (let i = 0; i < 6; i++) tasks.push(yield* spawn(`m${i}`, insist(group, `m${i}`, held)))
      for (const task of tasks) {
        const ending = yield* join(task)
        if (ending.kind === 'threw') throw ending.error
      }
      const now = yield* status(group)
      if (now.kind !== 'done') throw new Error(now.kind)
      expect(now.semaphore).toEqual({ free: 0, max: 2, holders: held.toSorted() })
    })

    promise('an operator frees the slot of a machine, and lets more machines in', function* (group) {
      yield* acquire(group, 'm0')
      expect(yield* unlock(group, 'm0')).toMatchObject({ kind: 'done', changed: true, semaphore: { holders: [] } })
      expect(yield* setMax(group, 3)).toMatchObject({ kind: 'done', semaphore: { free: 3, max: 3 } })
    })

    promise('a smaller max evicts nobody, and lets nobody in until enough have left', function* (group) {
      yield* setMax(group, 2)
      yield* acquire(group, 'm0')
      yield* acquire(group, 'm1')
      expect(yield* setMax(group, 1)).toMatchObject({ semaphore: { free: -1, max: 1, holders: ['m0', 'm1'] } })
      yield* release(group, 'm0')
      expect(yield* acquire(group, 'm2')).toEqual({ kind: 'full', holders: ['m1'] })
    })

    promise('the document is what locksmith reads, at its key', function* (group) {
      yield* acquire(group, 'm0')
      const stored = yield* range({ key: semaphoreKey(group) })
      if (stored.kind !== 'ok') throw new Error(stored.reason)
      expect(stored.value.kvs[0]?.value).toBe('{"semaphore":0,"max":1,"holders":["m0"]}')
    })

    promise('a document that contradicts itself is left as it is, for an operator to mend', function* (group) {
      const key = semaphoreKey(group)
      const value = '{"semaphore":1,"max":1,"holders":["m0"]}'
      yield* put({ key, value })
      for (const attempt of [yield* acquire(group, 'm1'), yield* release(group, 'm0'), yield* setMax(group, 2)]) {
        expect(attempt).toMatchObject({ kind: 'unsure', reason: expect.stringContaining('does not add up') })
      }
      const stored = yield* range({ key })
      expect(stored).toMatchObject({ value: { kvs: [{ value }] } })
    })
  })
}

/** Tries until it holds a slot, or sees that all are taken. */
function* insist(group: string, machine: string, held: string[]): Program<void> {
  for (;;) {
    const attempt = yield* acquire(group, machine)
    if (attempt.kind === 'full') return
    if (attempt.kind === 'done') {
      held.push(machine)
      return
    }
  }
}
