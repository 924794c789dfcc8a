// How a mailbox is received from, with and without a deadline.

import { expect } from '@jest/globals'
import { Mailbox } from '../../../runtime/mailbox.ts'
import { now, receive, record, send, sleep, spawn } from '../../../runtime/operation.ts'
import { TICK, sending, type Trial } from './bench.ts'

export function mailboxPromises(trial: Trial): void {
  trial('a mailbox gives the oldest message first, waits for one, and gives up at the deadline', async (bench) => {
    const mailbox = new Mailbox<string>()
    const got = await bench.run(function* () {
      yield* send(mailbox, 'a')
      yield* send(mailbox, 'b')
      const got = [yield* receive(mailbox), yield* receive(mailbox), yield* receive(mailbox, TICK)]
      yield* spawn('sender', sending(mailbox, 'c', 2 * TICK))
      got.push(yield* receive(mailbox, 40 * TICK))
      return got
    })
    expect(got.map((each) => (each.kind === 'message' ? each.message : each.kind))).toEqual(['a', 'b', 'deadline', 'c'])
  })

  trial(
    'a message that comes in time voids the deadline: what is waited for next lasts as long as it should',
    async (bench) => {
      const mailbox = new Mailbox<string>()
      const [got, slept, answer] = await bench.run(function* () {
        yield* spawn('sender', sending(mailbox, 'early', TICK))
        const got = yield* receive(mailbox, 3 * TICK)
        const from = yield* now()
        const answer: unknown = yield* sleep(6 * TICK)
        return [got, (yield* now()) - from, answer] as const
      })
      expect(got).toEqual({ kind: 'message', message: 'early' })
      expect(slept).toBeGreaterThanOrEqual(6 * TICK)
      expect(answer).toBeUndefined()
    },
  )

  trial('a deadline that has passed does not disturb a later wait, nor lose a later message', async (bench) => {
    const mailbox = new Mailbox<string>()
    const got = await bench.run(function* () {
      expect((yield* receive(mailbox, TICK)).kind).toBe('deadline')
      yield* sleep(4 * TICK)
      yield* send(mailbox, 'kept')
      return yield* receive(mailbox, TICK)
    })
    expect(got).toEqual({ kind: 'message', message: 'kept' })
  })

  trial('a message that comes when the deadline has passed already is there for the next receive', async (bench) => {
    const host = bench.host('frozen')
    const mailbox = new Mailbox<string>()
    const root = bench.start(host, function* () {
      yield* spawn(
        'sender',
        (function* () {
          yield* sleep(TICK)
          yield* send(mailbox, 'word')
        })(),
      )
      for (;;) {
        const received = yield* receive(mailbox, 3 * TICK)
        const text = received.kind === 'message' ? received.message : 'deadline'
        yield* record({ kind: 'note', text })
        if (received.kind === 'message') return
      }
    })
    host.frozen = true // the sender's wake-up and the deadline both fall due now, and resume in one go
    await bench.run(function* () {
      yield* sleep(6 * TICK)
      bench.runner.kernel.unfreeze(host)
    })
    await bench.runner.until(root.ended)
    expect(bench.notes.at(-1)).toBe('word')
  })
}
