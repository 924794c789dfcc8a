// What the wire promises, once, for every world: the simulated network and HTTP run this very body.

import { describe, expect, test } from '@jest/globals'
import { Mailbox } from '../../runtime/mailbox.ts'
import { now, type Outcome, type Program, receive, send, sleep } from '../../runtime/operation.ts'
import { type Incoming, type Json, request, respond, serve } from '../../runtime/wire.ts'
import { opened } from './opened.ts'

/** One host of a bench. */
export interface WireHost {
  /** Runs a program to its end; rejects with what it throws. */
  run<T>(program: Program<T>): Promise<T>
  /** Starts a program that runs on beside the others, until the bench is closed. */
  start(program: Program<void>): void
}

/** Two hosts and the wire between them; both run on one kernel. */
export interface WireBench {
  /** Asks. */
  readonly near: WireHost
  /** Serves, under the name `far`. */
  readonly far: WireHost
  close(): Promise<void>
}

const FAR = 'far'
/** Long enough for any wire, in milliseconds. */
const AMPLE_MS = 2_000
const SHORT_MS = 150

/**
 * Declares the jest tests of one wire.
 * @param open starts two hosts that serve nothing yet; called once, closed after the last test
 */
export function wireContract(name: string, open: () => Promise<WireBench>): void {
  describe(`the wire's contract: ${name}`, () => {
    const bench = opened(open)
    refusals(bench)
    answers(bench)
    silences(bench)
  })
}

function refusals(bench: () => WireBench): void {
  test('where nothing is served a request is refused', async () => {
    const outcome = await bench().near.run(ask('nothing yet', null))
    expect(outcome).toEqual({ kind: 'fail', reason: 'unreachable' })
  })

  test('a name that the host does not serve is refused, though it serves others', async () => {
    await served(bench(), 'one name', answering)
    const outcome = await bench().near.run(ask('another name', null))
    expect(outcome).toEqual({ kind: 'fail', reason: 'unreachable' })
  })
}

function answers(bench: () => WireBench): void {
  const bodies: readonly Json[] = [
    null,
    true,
    0,
    -1.5,
    '',
    'ping',
    'ü\u2028"\\',
    [],
    [1, [2]],
    {},
    { a: { b: [null] } },
  ]
  test.each(bodies.map((body) => [body]))('what is sent arrives and what is answered comes back: %j', async (body) => {
    await served(bench(), 'echo', answering)
    expect(await bench().near.run(ask('echo', body))).toEqual({ kind: 'ok', value: { heard: body } })
  })

  test('requests under way at once each get their own answer, in whatever order', async () => {
    const requests = await served(bench(), 'backwards')
    bench().far.start(
      (function* () {
        const first = yield* taken(requests)
        const second = yield* taken(requests)
        yield* respond(second, second.body)
        yield* respond(first, first.body)
      })(),
    )
    const both = await Promise.all(['a', 'b'].map((body) => bench().near.run(ask('backwards', body))))
    expect(both).toEqual([
      { kind: 'ok', value: 'a' },
      { kind: 'ok', value: 'b' },
    ])
  })
}

function silences(bench: () => WireBench): void {
  test('without an answer the outcome is unknown, no sooner than asked for', async () => {
    await served(bench(), 'silent')
    const { outcome, tookMs } = await bench().near.run(timed(request(FAR, 'silent', null, SHORT_MS)))
    expect(outcome.kind).toBe('unknown')
    expect(tookMs).toBeGreaterThanOrEqual(SHORT_MS - 1) // clocks of whole milliseconds
    expect(tookMs).toBeLessThan(SHORT_MS + AMPLE_MS)
  })

  test('an answer that is too late does no harm, and the next request is answered', async () => {
    const requests = await served(bench(), 'late')
    const done = new Mailbox<null>()
    bench().far.start(
      (function* () {
        const late = yield* taken(requests)
        yield* sleep(2 * SHORT_MS)
        yield* respond(late, 'too late')
        yield* respond(late, 'and once more')
        yield* send(done, null)
        const next = yield* taken(requests)
        yield* respond(next, 'in time')
      })(),
    )
    const outcomes = await bench().near.run(
      (function* (): Program<readonly Outcome<Json>[]> {
        const late = yield* request(FAR, 'late', null, SHORT_MS)
        yield* receive(done, AMPLE_MS)
        return [late, yield* request(FAR, 'late', null, AMPLE_MS)]
      })(),
    )
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['unknown', 'ok'])
    expect(outcomes[1]).toEqual({ kind: 'ok', value: 'in time' })
  })
}

/** Serves a name on the far host; resolves once it is served. */
async function served(
  { far }: WireBench,
  service: string,
  behaviour?: (requests: Mailbox<Incoming>) => Program<void>,
): Promise<Mailbox<Incoming>> {
  const requests = new Mailbox<Incoming>()
  await far.run(serving(service, requests))
  if (behaviour) far.start(behaviour(requests))
  return requests
}

function* answering(requests: Mailbox<Incoming>): Program<void> {
  for (;;) {
    const incoming = yield* taken(requests)
    yield* respond(incoming, { heard: incoming.body })
  }
}

function* taken(requests: Mailbox<Incoming>): Program<Incoming> {
  const received = yield* receive(requests, 10 * AMPLE_MS)
  if (received.kind === 'deadline') throw new Error('no request arrived')
  return received.message
}

function* ask(service: string, body: Json): Program<Outcome<Json>> {
  return yield* request(FAR, service, body, AMPLE_MS)
}

function* timed(call: ReturnType<typeof request>): Program<{ outcome: Outcome<Json>; tookMs: number }> {
  const from = yield* now()
  const outcome = yield* call
  return { outcome, tookMs: (yield* now()) - from }
}

function* serving(service: string, requests: Mailbox<Incoming>): Program<void> {
  yield* serve(service, requests)
}
