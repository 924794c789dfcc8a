// What a store brings to its contract suite, and the few programs that all promises are written with.

import { expect, test } from '@jest/globals'
import type { Mailbox } from '../../../runtime/mailbox.ts'
import { type Operation, type Outcome, type Program, receive } from '../../../runtime/operation.ts'
import { put, type PutAnswer, type RangeAnswer, range, type WatchMessage } from '../../../store/contract.ts'

export interface StoreBench {
  /** Runs a program on a host whose store port leads to this store; rejects with what the program throws. */
  run<T>(program: Program<T>): Promise<T>
  /** A key prefix that nobody has used before, of ASCII letters and ending in `/`. */
  prefix(): string
  readonly members: readonly string[]
  close(): Promise<void>
}

const TEST_WITHIN_MS = 60_000

/** How long a test waits for a message that must come. Generous: containers share two cores. */
const MESSAGE_WITHIN_MS = 10_000

/** One promise: a program that is given a fresh prefix and throws where the store breaks its word. */
export function promise(
  title: string,
  bench: () => StoreBench,
  program: (prefix: string, members: readonly string[]) => Program<void>,
): void {
  test(title, () => bench().run(program(bench().prefix(), bench().members)), TEST_WITHIN_MS)
}

/** The answer of a call that must succeed. */
export function* good<T>(call: Operation<Outcome<T>>): Program<T> {
  const outcome = yield* call
  if (outcome.kind !== 'ok') throw new Error(`expected an answer, not ${outcome.kind}: ${outcome.reason}`)
  return outcome.value
}

/** Checks that a call surely did not happen, and why. */
export function* refused(call: Operation<Outcome<unknown>>, reason: string): Program<void> {
  const outcome = yield* call
  expect(outcome.kind === 'ok' ? 'ok' : `${outcome.kind}: ${outcome.reason}`).toBe(`fail: ${reason}`)
}

export function* write(key: string, value: string, more: { readonly lease?: string } = {}): Program<number> {
  const answer: PutAnswer = yield* good(put({ key, value, ...more }))
  return answer.revision
}

/** A linearizable read of one key. */
export function* read(key: string): Program<RangeAnswer> {
  return yield* good(range({ key }))
}

/** The next message, which must come. */
export function* next(mailbox: Mailbox<WatchMessage>): Program<WatchMessage> {
  const received = yield* receive(mailbox, MESSAGE_WITHIN_MS)
  if (received.kind === 'deadline') throw new Error(`no message within ${MESSAGE_WITHIN_MS} ms`)
  return received.message
}

/** A watch message as short text: `5: put a=1, delete b`. */
export function brief(message: WatchMessage): string {
  switch (message.kind) {
    case 'events': {
      const events = message.events.map((event) =>
        event.kind === 'put' ? `put ${event.kv.key}=${event.kv.value}` : `delete ${event.key}`,
      )
      return `${message.revision}: ${events.join(', ')}`
    }
    case 'progress':
      return `progress ${message.revision}`
    case 'compacted':
      return `compacted ${message.compactRevision}`
    case 'broken':
      return `broken: ${message.reason}`
  }
}
