import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import type { DiskRequest } from '../../../updates/engine/ports.ts'
import { archiveOf, serving, temporary } from './disk-fixture.ts'
import { diskPort } from './disk-port.ts'

const BYTES = archiveOf({ 'release.json': '{"version":"2.0.0"}' })
const sha256 = createHash('sha256').update(BYTES).digest('base64')
const fetchOf = (url: string): DiskRequest => ({ kind: 'fetch', url, sha256, size: BYTES.length, withinMs: 60_000 })

async function bench(listener: RequestListener) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await temporary())
  const server = stack.use(await serving(listener))
  const port = diskPort({ root: folder.path, table: join(folder.path, 'table'), publicKey: undefined })
  const begin = (request: DiskRequest) => {
    const reply = { open: true, answer: (value: unknown) => resolve(value) }
    const { promise: answer, resolve } = Promise.withResolvers<unknown>()
    port(request, reply)
    return { reply, answer }
  }
  return { begin, url: `${server.url}/x`, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('the disk port of a machine', () => {
  test('a download that nobody waits for any more makes way for the next', async () => {
    let requests = 0
    await using bench_ = await bench((_, response) => {
      requests++
      if (requests === 1)
        response.write(BYTES.subarray(0, 10)) // and then nothing, for a minute
      else response.end(BYTES)
    })
    const { begin, url } = bench_
    const crashed = begin(fetchOf(url))
    while (requests === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    crashed.reply.open = false
    expect(await begin(fetchOf(url)).answer).toEqual({ received: BYTES.length, code: 0 })
  })

  test('a download keeps no file waiting', async () => {
    await using bench_ = await bench(() => {})
    const { begin, url } = bench_
    const slow = begin(fetchOf(url))
    expect(await begin({ kind: 'write-file', file: 'update.conf', text: 'GROUP=beta\n' }).answer).toMatchObject({
      kind: 'ok',
    })
    expect(await begin({ kind: 'read-file', file: 'update.conf' }).answer).toBe('GROUP=beta\n')
    expect(await begin({ kind: 'read-slot', slot: 'a' }).answer).toEqual({ version: '1.0.0', payload: null })
    slow.reply.open = false
    await begin({ kind: 'discard' }).answer
  })

  test('a slot that is written for an engine that has crashed meanwhile stays unfinished', async () => {
    await using bench_ = await bench((_, response) => response.end(BYTES))
    const { begin, url } = bench_
    await begin(fetchOf(url)).answer
    const crashed = begin({ kind: 'unpack', sha256, slot: 'b' })
    crashed.reply.open = false
    await crashed.answer
    expect(await begin({ kind: 'read-slot', slot: 'b' }).answer).toBe(undefined)
    expect(await begin({ kind: 'unpack', sha256, slot: 'b' }).answer).toMatchObject({ kind: 'ok' })
  })

  test('a hash that looks like a path leads nowhere else, and what was never fetched is not there', async () => {
    await using bench_ = await bench((_, response) => response.end(BYTES))
    const { begin, url } = bench_
    await begin({ ...fetchOf(url), kind: 'fetch', sha256: '../../../../out' } as DiskRequest).answer
    expect(await begin({ kind: 'measure', sha256: '../../../../out', signature: 'x' }).answer).toMatchObject({
      size: BYTES.length,
      signature: 'no-key',
    })
    expect(await begin({ kind: 'measure', sha256, signature: undefined }).answer).toBe(undefined)
    expect(await begin({ kind: 'unpack', sha256, slot: 'b' }).answer).toMatchObject({ kind: 'fail' })
  })
})
