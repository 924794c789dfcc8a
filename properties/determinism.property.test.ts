import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from '@jest/globals'
import { digests } from './digests.ts'

const HUNDRED = { seed: 20_150_410, count: 100 }

test('the same seed gives the same bytes of history: twice here, and once in a thread of its own', async () => {
  const first = digests(HUNDRED)
  expect(first).toHaveLength(100)
  expect(new Set(first).size).toBe(100)
  expect(digests(HUNDRED)).toEqual(first)

  const worker = new Worker(new URL('determinism.worker.ts', import.meta.url), { workerData: HUNDRED })
  const [elsewhere] = (await once(worker, 'message')) as [readonly string[]]
  await worker.terminate()
  expect([...elsewhere]).toEqual(first)
})
