import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import type { Kernel } from '../../runtime/kernel.ts'
import { liveRunner } from '../../runtime/live.ts'
import { Mailbox } from '../../runtime/mailbox.ts'
import { type Outcome, type Program, receive, sleep } from '../../runtime/operation.ts'
import { type Incoming, type Json, request, respond, serve } from '../../runtime/wire.ts'
import { wireContract, type WireBench } from '../contracts/wire.ts'
import { wireHost } from '../contracts/wire-host.ts'
import { HttpWire, type LocalAsk } from './wire.ts'

interface LiveBench extends WireBench, AsyncDisposable {
  readonly kernel: Kernel
  readonly nearWire: HttpWire
  readonly farWire: HttpWire
  readonly farPort: number
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function open(): Promise<LiveBench> {
  const runner = liveRunner(Date.now())
  const { kernel } = runner
  const farPort = await freePort()
  const urlOf = (host: string): string | undefined => (host === 'far' ? `http://127.0.0.1:${farPort}` : undefined)
  const nearWire = new HttpWire({ kernel, urlOf })
  const farWire = new HttpWire({ kernel, urlOf, listen: { host: '127.0.0.1', port: farPort } })
  const close = async (): Promise<void> => {
    await nearWire[Symbol.asyncDispose]()
    await farWire[Symbol.asyncDispose]()
    runner[Symbol.dispose]()
  }
  return {
    kernel,
    nearWire,
    farWire,
    farPort,
    near: wireHost(kernel, 'near', nearWire.port),
    far: wireHost(kernel, 'far', farWire.port),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function* ask(host: string, body: Json = null): Program<Outcome<Json>> {
  return yield* request(host, 'service', body, 1_000)
}

function* serving(requests: Mailbox<Incoming>): Program<void> {
  yield* serve('service', requests)
}

wireContract('HTTP', open)

describe('the wire over HTTP', () => {
  test('a host without an address is unreachable', async () => {
    await using bench = await open()
    expect(await bench.near.run(ask('nobody'))).toEqual({ kind: 'fail', reason: 'unreachable' })
  })

  test('a connection that is torn in the middle leaves the outcome unknown', async () => {
    await using bench = await open()
    const requests = new Mailbox<Incoming>()
    await bench.far.run(serving(requests))
    const asked = bench.near.run(ask('far'))
    await bench.far.run(
      (function* (): Program<void> {
        yield* receive(requests)
      })(),
    )
    await bench.farWire[Symbol.asyncDispose]()
    expect((await asked).kind).toBe('unknown')
  })

  test('a service that is offered in a second way too answers there from when it is first served', async () => {
    const runner = liveRunner(Date.now())
    const { kernel } = runner
    const asks: LocalAsk[] = []
    const listen = { host: '127.0.0.1', port: await freePort() }
    const also = { service: (ask: LocalAsk) => void asks.push(ask) }
    await using wire = new HttpWire({ kernel, urlOf: () => undefined, listen, also })
    const host = wireHost(kernel, 'host', wire.port)
    expect(asks).toHaveLength(0)
    const [gone, requests] = [new Mailbox<Incoming>(), new Mailbox<Incoming>()]
    await host.run(serving(gone))
    await host.run(serving(requests)) // its program was started again
    expect(asks).toHaveLength(1)
    host.start(
      (function* (): Program<void> {
        const received = yield* receive(requests)
        if (received.kind === 'message') yield* respond(received.message, { heard: received.message.body })
      })(),
    )
    expect(await asks[0]?.('hello', 1_000)).toEqual({ heard: 'hello' })
    expect(await asks[0]?.('hello', 20)).toBe(undefined)
    runner[Symbol.dispose]()
  })

  test('a closed wire answers nobody, and leaves no request behind', async () => {
    await using bench = await open()
    const requests = new Mailbox<Incoming>()
    await bench.far.run(serving(requests))
    let answered = false
    bench.near.start(
      (function* (): Program<void> {
        yield* ask('far')
        answered = true
      })(),
    )
    await bench.nearWire[Symbol.asyncDispose]()
    await bench.far.run(
      (function* (): Program<void> {
        yield* sleep(50)
      })(),
    )
    expect(answered).toBe(false)
  })

  test.each([
    ['too long', `"${'x'.repeat(300_000)}"`],
    ['no JSON', '{"a":'],
  ])('a body that is %s is refused and not delivered', async (_, body) => {
    await using bench = await open()
    const requests = new Mailbox<Incoming>()
    await bench.far.run(serving(requests))
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = httpRequest(
        { host: '127.0.0.1', port: bench.farPort, path: '/service', method: 'POST', agent: false },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
    expect(status).toBe(400)
    expect(requests.messages).toEqual([])
  })
})
