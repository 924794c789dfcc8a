// A holder that acquires writes what stands there again. Such a write needs an attempt of its own, as every other does.

import { describe, expect, test } from '@jest/globals'
import type { Event } from '../history/event.ts'
import { encode, semaphoreKey } from '../locksmith/semaphore.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { semaphoreConsistent } from './semaphore-consistent.ts'
import { viewOf } from './view.ts'

const HELD = encode({ free: 0, max: 1, holders: ['m0'] })

/** One attempt upon the revision before, and its write. */
const written = (revision: number, attempt: object | undefined): readonly Event[] => {
  const facts = [
    ...(attempt ? [{ kind: 'lock.attempt', attempt: revision, group: '', base: revision - 1, ...attempt }] : []),
    { kind: 'store.put', key: semaphoreKey(''), value: HELD, revision, at: revision },
  ]
  return facts.map((fact, seq) => ({ id: `x/${revision}${seq}`, source: 'x', seq, at: revision, ...fact }) as never)
}

const acquire = (holder: string): object => ({ by: holder, operation: 'acquire', holder })

/** m0 takes the slot in revision 1; then the same document is written in revision 2. */
const judged = (second: object | undefined) => {
  const setting = { topology: cluster({ both: 3 }), tuning: QUICK }
  const first = written(1, { ...acquire('m0') })
  return semaphoreConsistent.judge(viewOf(setting, [...first, ...written(2, second)]))
}

describe('a write that changes nothing', () => {
  test('is explained by an acquire of a holder', () => expect(judged(acquire('m0')).kind).toBe('holds'))

  test.each([
    ['nobody', undefined],
    ['an acquire of another', acquire('m1')],
    ['a release of a holder', { by: 'm0', operation: 'release', holder: 'm0' }],
    ['a set-max', { by: 'operator', operation: 'set-max', max: 1 }],
    ['an acquire upon another revision', { ...acquire('m0'), base: 0 }],
  ])('is not explained by %s', (_, attempt) => expect(judged(attempt).kind).toBe('violated'))
})
