import { expect, test } from '@jest/globals'
import type { Event } from '../history/event.ts'
import { holdersOf, semaphoreChanges } from './semaphores.ts'
import { violatedSample } from './sample-result.ts'

test('a lock is followed through its documents', () => {
  const changes = semaphoreChanges(violatedSample().events).get('') ?? []
  expect(changes.map(holdersOf)).toEqual([[], [], ['m1'], ['m1', 'm2'], ['m2'], []])
})

test('documents that cannot be read, and keys that are none, are no reason to fail', () => {
  const root = 'coreos.com/updateengine/rebootlock/'
  const put = (key: string, value: string, revision: number): Event => ({
    id: `store/${revision}`,
    at: revision,
    source: 'store',
    seq: revision,
    kind: 'store.put',
    key,
    value,
    revision,
  })
  const deleted: Event = {
    id: 'store/9',
    at: 9,
    source: 'store',
    seq: 9,
    kind: 'store.deleted',
    key: `${root}semaphore`,
    revision: 9,
  }
  const changes = semaphoreChanges([
    put(`${root}semaphore`, '{', 1),
    put(`${root}groups/%zz/semaphore`, '{}', 2),
    put('other', '', 3),
    deleted,
  ])
  expect([...changes].map(([group, all]) => [group, all.map(({ semaphore }) => semaphore)])).toEqual([
    ['', ['corrupt', 'absent']],
  ])
})
