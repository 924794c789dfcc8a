import { describe, expect, test } from '@jest/globals'
import { StoreDouble } from '../../store/store-fixture.ts'
import { sleep } from '../../runtime/operation.ts'
import { liveRunner } from '../../runtime/live.ts'
import { accept } from '../../updates/omaha/accept.ts'
import { decodeResponse } from '../../updates/omaha/decode.ts'
import { encodeRequest } from '../../updates/omaha/encode.ts'
import { CHECKING, FLATCAR } from '../../updates/omaha/message-fixture.ts'
import { release } from '../../updates/rollout/decision-fixture.ts'
import { openUpdateService } from '../../updates/server/service.ts'
import { openUpdates } from './updates-http.ts'

async function open() {
  const stack = new AsyncDisposableStack()
  const startsAt = Date.now()
  const { kernel } = stack.use(liveRunner(startsAt))
  const store = new StoreDouble()
  const crashes: unknown[] = []
  const server = stack.use(
    await openUpdates({
      kernel,
      store: store.port,
      service: openUpdateService({
        appId: FLATCAR,
        codebase: 'http://127.0.0.1/packages/',
        name: 'seatrial',
        startsAt,
      }),
      listen: { host: '127.0.0.1', port: 0 },
      seed: 1,
      onCrash: (error) => void crashes.push(error),
    }),
  )
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { method: 'POST', body, headers: { connection: 'close', ...headers } })
  const admin = (what: string, body: object) => post(`/admin/${what}`, JSON.stringify(body))
  return { post, admin, store, crashes, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const XML = { 'content-type': 'text/xml' }
const ask = encodeRequest({
  ...CHECKING,
  apps: [{ appId: FLATCAR, version: '1.0.0', track: 'alpha', machineId: 'm0', updateCheck: {}, events: [] }],
})

describe('the update server over HTTP', () => {
  test('publishes, and hands the release to a machine that asks in XML', async () => {
    await using bench = await open()
    const published = await bench.admin('publish', { channel: 'alpha', ...release('2.0.0') })
    expect([published.status, await published.json()]).toEqual([200, '2.0.0 is on alpha.'])
    const answered = await bench.post('/v1/update/', ask, XML)
    expect(answered.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(accept(decodeResponse(await answered.text()), FLATCAR)).toMatchObject({ kind: 'update', version: '2.0.0' })
    const listed = await bench.admin('instances', { track: 'alpha' })
    expect(await listed.json()).toMatchObject([{ machine: 'm0', status: 'UpdateGranted' }])
  })

  test.each<[string, number, string, string, Record<string, string>]>([
    ['another path', 404, '/v2/update', ask, XML],
    ['a content type that is not XML', 400, '/v1/update', ask, { 'content-type': 'text/plain' }],
    ['no XML', 400, '/v1/update', 'hello', XML],
    ['another protocol', 400, '/v1/update', '<request protocol="2.0"/>', XML],
    [
      'an entity bomb',
      400,
      '/v1/update',
      '<!DOCTYPE r [<!ENTITY a "aaaa">]><request protocol="3.0">&a;</request>',
      XML,
    ],
    ['ten megabytes', 413, '/v1/update', 'x'.repeat(10 * 1024 * 1024), XML],
    ['an unknown channel', 404, '/admin/publish', JSON.stringify({ channel: 'x', ...release('2.0.0') }), {}],
    ['a promotion out of order', 404, '/admin/promote', '{"version":"2.0.0","channel":"beta"}', {}],
    ['a body that is not JSON', 400, '/admin/publish', '{', {}],
    ['a number that is none', 400, '/admin/publish', '{"channel":"alpha","version":"2.0.0","size":"big"}', {}],
    ['an admin call that is none', 404, '/admin/explode', '{}', {}],
  ])('%s is refused with %i, nothing is stored, and the server lives', async (_, status, path, body, headers) => {
    await using bench = await open()
    const before = bench.store.mvcc.revision
    const refused = await bench.post(path, body, headers)
    expect(refused.status).toBe(status)
    expect((await refused.text()).split('\n').filter((line) => line !== '')).toHaveLength(1)
    expect(bench.store.mvcc.revision).toBe(before)
    expect((await bench.admin('catalogue', {})).status).toBe(200)
    expect(bench.crashes).toEqual([])
  })

  test('a machine that hangs up does not take the answer of another with it', async () => {
    const stack = new AsyncDisposableStack()
    await using _ = stack
    const { kernel } = stack.use(liveRunner(Date.now()))
    let asked = 0
    let ended = 0
    const server = stack.use(
      await openUpdates({
        kernel,
        store: () => {},
        service: {
          *omaha() {
            asked++
            yield* sleep(100)
            ended++
            return { protocol: '3.0', server: 'x', daystart: { elapsedSeconds: 0 }, apps: [] }
          },
          admin: () => {
            throw new Error('nobody asks')
          },
        },
        listen: { host: '127.0.0.1', port: 0 },
        seed: 1,
        onCrash: () => {},
      }),
    )
    const impatient = AbortSignal.timeout(30)
    const hello = { method: 'POST', body: ask, headers: XML, signal: impatient }
    await expect(fetch(`${server.url}/v1/update/`, hello)).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([asked, ended]).toEqual([1, 1])
  })
})
