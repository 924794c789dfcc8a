import { readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { PayloadFiles } from '../updates/payload-files.ts'
import { download } from './download.ts'
import { serving, temporary } from './disk-fixture.ts'

const BYTES = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => i % 251))

async function bench(listener?: RequestListener, mayPut = false) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await temporary())
  const files = new PayloadFiles(join(folder.path, 'served'))
  writeFileSync(join(folder.path, 'served', '2.0.0.tgz'), BYTES)
  const asked: string[] = []
  const server = stack.use(
    await serving((request, response) => {
      asked.push(request.headers.range ?? 'all')
      if (listener) listener(request, response)
      else if (!files.serve(request, response, mayPut)) response.writeHead(418).end()
    }),
  )
  const path = join(folder.path, 'got', 'payload')
  const url = `${server.url}/payloads/2.0.0.tgz`
  const fetched = (size = BYTES.length, signal = AbortSignal.timeout(10_000)) =>
    download(path, { url, size, withinMs: 300, signal })
  const got = (): Buffer => readFileSync(path)
  return { files, server, asked, fetched, got, path, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('a download', () => {
  test('goes on behind what is there', async () => {
    await using bench_ = await bench()
    const { fetched, got, asked, path } = bench_
    expect(await fetched(70_000)).toEqual({ received: 70_001, code: 0 })
    expect(await fetched()).toEqual({ received: BYTES.length, code: 0 })
    expect(asked).toEqual(['all', 'bytes=70001-'])
    expect(got().equals(BYTES)).toBe(true)
    writeFileSync(path, Buffer.alloc(BYTES.length + 5))
    expect(await fetched(BYTES.length + 10)).toEqual({ received: 0, code: 2416 })
  })

  test('begins anew where the server does not go on', async () => {
    await using bench_ = await bench((_, response) => response.end(BYTES))
    const { fetched, got, asked } = bench_
    await fetched(10)
    expect(await fetched()).toEqual({ received: BYTES.length, code: 0 })
    expect(asked).toEqual(['all', 'bytes=11-'])
    expect(got().equals(BYTES)).toBe(true)
  })

  test('takes nothing from another place than it asked for', async () => {
    await using bench_ = await bench((request, response) => {
      if (request.headers.range === undefined) return response.end(BYTES)
      return response.writeHead(206, { 'content-range': 'bytes 0-9/100000' }).end(BYTES.subarray(0, 10))
    })
    await bench_.fetched(10)
    expect(await bench_.fetched()).toEqual({ received: 0, code: 9 })
  })

  test('that nothing comes of, or that is torn, or given up, keeps what has come', async () => {
    await using stalls = await bench((_, response) => void response.write(BYTES.subarray(0, 1000)))
    expect(await stalls.fetched()).toEqual({ received: 1000, code: 9 })
    await using torn = await bench((_, response) => {
      response.writeHead(200, { 'content-length': BYTES.length })
      response.write(BYTES.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20))
    })
    expect(await torn.fetched()).toEqual({ received: 1000, code: 9 })
    await using left = await bench((_, response) => void response.write(BYTES.subarray(0, 1000)))
    expect(await left.fetched(BYTES.length, AbortSignal.timeout(100))).toMatchObject({ code: 9 })
  })

  test('that comes slowly is waited for', async () => {
    await using slow = await bench((_, response) => {
      response.writeHead(200, { 'content-length': 10 })
      let n = 0
      const drip = setInterval(() => (++n < 10 ? response.write('x') : (clearInterval(drip), response.end('x'))), 50)
    })
    expect(await slow.fetched(10)).toEqual({ received: 10, code: 0 }) // half a second, and 300 ms without a byte end it
  })

  test.each([302, 404, 503])('is refused with HTTP status %i, and leaves no file', async (status) => {
    await using bench_ = await bench((_, response) => response.writeHead(status).end('no'))
    expect(await bench_.fetched()).toEqual({ received: 0, code: 2000 + status })
    expect(() => bench_.got()).toThrow('ENOENT')
  })

  test('from nowhere is a transfer that failed', async () => {
    await using bench_ = await bench()
    const asked = { size: 10, withinMs: 300, signal: AbortSignal.timeout(5_000) }
    for (const url of ['http://127.0.0.1:1/x', 'not a url', 'ftp://127.0.0.1/x']) {
      expect(await download(bench_.path, { ...asked, url })).toEqual({ received: 0, code: 9 })
    }
  })
})

describe('payloads over HTTP', () => {
  test('the same bytes are wrong wherever a corrupted download begins', async () => {
    await using bench_ = await bench()
    const { files, fetched, got } = bench_
    files.corrupted = true
    await fetched()
    const whole = got()
    const wrong = [...whole.keys()].filter((at) => whole[at] !== BYTES[at])
    expect(wrong).toEqual([16_383, 32_767, 49_151, 65_535, 81_919, 98_303])
    writeFileSync(bench_.path, whole.subarray(0, 40_000))
    await fetched()
    expect(got().equals(whole)).toBe(true)
  })

  test('only whoever may brings them, and no name leads out of the folder', async () => {
    await using closed = await bench()
    const put = (url: string, name: string) =>
      fetch(`${url}/payloads/${name}`, { method: 'PUT', body: 'new', headers: { connection: 'close' } })
    expect((await put(closed.server.url, '3.0.0.tgz')).status).toBe(405)
    await using open = await bench(undefined, true)
    for (const name of ['..%2Fout', '%2e%2e%2fout', '.hidden', 'a%00b', '%']) {
      expect([name, (await put(open.server.url, name)).status]).toEqual([name, 404])
    }
    expect((await put(open.server.url, '3.0.0%2B1.tgz')).status).toBe(204)
    const got = await fetch(`${open.server.url}/payloads/3.0.0+1.tgz`, { headers: { connection: 'close' } })
    expect(await got.text()).toBe('new')
  })
})
