import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { LockStore } from '../../locksmith/fleetlock/fixture.ts'
import { refusal, requestOf } from '../../locksmith/fleetlock/protocol.ts'
import {
  acquireUntilGranted,
  type FleetLockClient,
  type Post,
  steadyUntilHeard,
} from '../../locksmith/fleetlock/strategy.ts'
import type { Host } from '../../runtime/host.ts'
import { liveRunner } from '../../runtime/live.ts'
import { Call, now, ok, type Outcome, type Program, unknown } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { openFleetLock, type FleetLockHttpOptions } from './fleetlock-http.ts'

interface Answered {
  readonly status: number
  readonly body: string
  readonly allow: string | undefined
}

/** The server on a store in memory. */
async function open(more: Pick<FleetLockHttpOptions, 'answer'> = {}) {
  const stack = new AsyncDisposableStack()
  const { kernel } = stack.use(liveRunner(Date.now()))
  const store = new LockStore()
  const crashes: unknown[] = []
  const server = stack.use(
    await openFleetLock({
      kernel,
      store: store.port,
      config: { groups: [{ name: 'g', slots: 1 }] },
      listen: { host: '127.0.0.1', port: 0 },
      seed: 1,
      onCrash: (error) => void crashes.push(error),
      ...more,
    }),
  )
  return { kernel, store, crashes, server, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

function send(url: string, { method = 'POST', headers = {}, body = '' }: Sent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, allow: response.headers.allow }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const say = (url: string, operation: 'pre-reboot' | 'steady-state', id: string): Promise<Answered> => {
  const { path, headers, body } = requestOf(operation, id, 'g')
  return send(url + path, { headers, body })
}

/** Writes bytes to the server and reads until it hangs up. */
const raw = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(bytes))
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })

describe('FleetLock over HTTP', () => {
  test('a slot is taken, refused to others, given back, and taken by the next', async () => {
    await using bench = await open()
    const { url } = bench.server
    const granted = { status: 200, body: '', allow: undefined }
    expect(await say(url, 'pre-reboot', 'a')).toEqual(granted)
    const full = '{"kind":"failed_lock","value":"all 1 semaphore slots currently locked"}'
    expect(await say(url, 'pre-reboot', 'b')).toEqual({ status: 500, body: full, allow: undefined })
    expect(await say(url, 'steady-state', 'a')).toEqual(granted)
    expect(await say(url, 'pre-reboot', 'b')).toEqual(granted)
    expect(bench.store.semaphore('g')?.holders).toEqual(['b'])
  })

  test('of machines that ask at once one is granted', async () => {
    await using bench = await open()
    bench.store.deliver = (answering) => void setTimeout(answering, 2)
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => say(bench.server.url, 'pre-reboot', id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(bench.store.semaphore('g')?.holders).toHaveLength(1)
  })

  const { path: PATH, headers, body } = requestOf('pre-reboot', 'a', 'g')
  const IDENTITY = '{"kind":"invalid_client_identity",'
  test.each<[string, string, Sent, number, string]>([
    ['no header', PATH, { body }, 400, IDENTITY],
    ['another header', PATH, { headers: { ...headers, 'fleet-lock-protocol': 'yes' }, body }, 400, IDENTITY],
    ['no body', PATH, { headers }, 400, IDENTITY],
    ['no JSON', PATH, { headers, body: '\0{]' }, 400, IDENTITY],
    ['no UTF-8', PATH, { headers, body: Buffer.from(body.replace('"a"', '"\xff"'), 'latin1') }, 400, IDENTITY],
    ['too long a body', PATH, { headers, body: body.padEnd(65_537) }, 413, '{"kind":"body_too_long",'],
    ['a far too long body', PATH, { headers, body: Buffer.alloc(3_000_000, 32) }, 413, '{"kind":"body_too_long",'],
    ['another path', '/', { headers, body }, 404, '{"kind":"not_found",'],
    ['a path that cannot be decoded', '/%E0%A4%A', { headers, body }, 404, '{"kind":"not_found",'],
    ['the wrong method', PATH, { method: 'GET' }, 405, '{"kind":"method_not_allowed",'],
    ['another wrong method', PATH, { method: 'PUT', headers, body }, 405, '{"kind":"method_not_allowed",'],
  ])('%s is refused, and the server goes on', async (_, path, sent, status, begins) => {
    await using bench = await open()
    const { url } = bench.server
    const answered = await send(url + path, sent)
    expect({ ...answered, body: answered.body.slice(0, begins.length) }).toEqual({
      status,
      body: begins,
      allow: status === 405 ? 'POST' : undefined,
    })
    expect(bench.store.requests).toHaveLength(0)
    expect(await say(url, 'pre-reboot', 'a')).toMatchObject({ status: 200 })
  })

  test('a body of just so many bytes, and a query, are no matter', async () => {
    await using bench = await open()
    expect(await send(`${bench.server.url}${PATH}?x=1`, { headers, body: body.padEnd(65_536) })).toMatchObject({
      status: 200,
    })
  })

  test.each([
    ['words', 'garbage\r\n\r\n'],
    ['no host', 'POST /v1/pre-reboot HTTP/1.1\r\n\r\n'],
    [
      'a torn body',
      'POST /v1/pre-reboot HTTP/1.1\r\nhost: x\r\nfleet-lock-protocol: true\r\ncontent-length: 99\r\n\r\n{"client',
    ],
    ['a bad chunk', 'POST /v1/pre-reboot HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['a long header', `POST /v1/pre-reboot HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
    ['a tunnel', 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\0\0'],
  ])('bytes that are no request do no harm: %s', async (_, bytes) => {
    await using bench = await open()
    const { url } = bench.server
    expect(await raw(url, bytes)).not.toContain(' 200 ')
    expect(bench.store.requests).toHaveLength(0)
    expect(await say(url, 'pre-reboot', 'a')).toMatchObject({ status: 200 })
  })

  test('a client that hangs up takes no slot', async () => {
    await using bench = await open()
    const { url } = bench.server
    const { promise: reading, resolve: begun } = Promise.withResolvers<() => void>()
    bench.store.deliver = begun
    const asked = httpRequest(url + PATH, { method: 'POST', headers, agent: false })
    asked.on('error', () => {}).end(body)
    const answering = await reading
    bench.store.deliver = (answer) => answer()
    asked.destroy()
    await say(url, 'steady-state', 'b') // by now the server has seen the end of the other
    answering()
    expect(bench.store.semaphore('g')).toBeUndefined()
  })

  test.each<[string, () => Outcome<never>]>([
    [
      'port',
      () => {
        throw new Error('a bug')
      },
    ],
    [
      'program',
      () =>
        Object.create(null, {
          kind: {
            get: () => {
              throw new Error('a bug')
            },
          },
        }) as Outcome<never>,
    ],
  ])('a bug in the %s behind it is told, and answered as failed', async (_, before) => {
    await using bench = await open()
    const { url } = bench.server
    bench.store.before = before
    const failed = '{"kind":"failed_lock","value":"internal error"}'
    expect(await say(url, 'steady-state', 'a')).toMatchObject({ status: 500, body: failed })
    expect(bench.crashes).toEqual([new Error('a bug')])
    bench.store.before = () => undefined
    expect(await say(url, 'pre-reboot', 'a')).toMatchObject({ status: 200 })
  })

  test('a variant may answer in place of the reference', async () => {
    await using bench = await open({
      *answer({ path }) {
        yield* now()
        return refusal('failed_lock', path)
      },
    })
    const body = '{"kind":"failed_lock","value":"/v1/steady-state"}'
    expect(await say(bench.server.url, 'steady-state', 'a')).toMatchObject({ status: 500, body })
  })

  test('disposing of it ends what is under way, and frees the port', async () => {
    const bench = await open()
    const { url } = bench.server
    const { promise: reading, resolve: begun } = Promise.withResolvers<() => void>()
    bench.store.deliver = begun
    const hungUp = expect(say(url, 'pre-reboot', 'a')).rejects.toThrow('socket hang up')
    await reading
    await bench[Symbol.asyncDispose]()
    await hungUp
    await expect(say(url, 'pre-reboot', 'a')).rejects.toThrow('ECONNREFUSED')
  })

  test('a port that is taken is said so', async () => {
    await using bench = await open()
    const port = Number(new URL(bench.server.url).port)
    const listen = { host: '127.0.0.1', port }
    const again = { kernel: bench.kernel, store: bench.store.port, config: { groups: [] }, listen, seed: 1 }
    await expect(openFleetLock({ ...again, onCrash: () => {} })).rejects.toThrow('EADDRINUSE')
  })

  test("the machine's strategy works over it", async () => {
    await using bench = await open()
    const { url } = bench.server
    const host: Host = {
      name: 'machine',
      random: new RandomStream(1, 'machine'),
      ports: {
        http: (request, reply) => {
          const { path, ...sent } = request as Sent & { readonly path: string }
          send(url + path, sent).then(
            (answered) => reply.answer(ok(answered)),
            (error: unknown) => reply.answer(unknown(String(error))),
          )
        },
      },
      record: () => {},
      crashed: () => {},
      frozen: false,
    }
    const post: Post = function* (path, text, given) {
      return yield* new Call<Outcome<Answered>>('http', { path, body: text, headers: given })
    }
    const run = <T>(program: Program<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        bench.kernel.start('strategy', host, program, (ending) =>
          ending.kind === 'returned' ? resolve(ending.value) : reject(new Error(ending.kind)),
        )
      })
    const client = (id: string): FleetLockClient => {
      return { id, group: 'g', post, backoffMs: 5, backoffMaxMs: 20, freshMs: 5_000, lingerMs: 100 }
    }
    await run(steadyUntilHeard(client('a')))
    await run(acquireUntilGranted(client('a')))
    const waiting = run(acquireUntilGranted(client('b')))
    await run(steadyUntilHeard(client('a')))
    await waiting
    expect(bench.store.semaphore('g')?.holders).toEqual(['b'])
  })
})
