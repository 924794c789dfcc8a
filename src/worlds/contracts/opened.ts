// How a contract comes by its bench: it is opened before the first test of a `describe`, and closed after the last.

import { afterAll, beforeAll } from '@jest/globals'

/** @returns what gives a test the bench; to be called where tests are declared */
export function opened<Bench extends { close(): unknown }>(open: () => Promise<Bench>, withinMs?: number): () => Bench {
  let bench: Bench | undefined
  beforeAll(async () => {
    bench = await open()
  }, withinMs)
  afterAll(async () => {
    await bench?.close()
  }, withinMs)
  return () => {
    if (!bench) throw new Error('the bench did not open')
    return bench
  }
}
