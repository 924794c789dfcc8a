// The contract of a runner: what every program may rely on, whichever runner interprets it. One body, called for the
// virtual and for the live runner.

import { describe, expect, test } from '@jest/globals'
import { Mailbox } from '../../runtime/mailbox.ts'
import {
  cancel,
  type Ending,
  firstOf,
  join,
  now,
  ok,
  type Outcome,
  random,
  receive,
  record,
  send,
  sleep,
  sleepUntil,
  spawn,
  wallClock,
} from '../../runtime/operation.ts'
import {
  Bench,
  ask,
  note,
  giving,
  throwing,
  family,
  doomed,
  fragile,
  sending,
  TICK,
  type RunnerBench,
} from './runner-bench.ts'

export function runtimeContract(name: string, open: () => RunnerBench): void {
  const trial = (title: string, body: (bench: Bench) => Promise<void>): void =>
    test(title, async () => {
      const runner = open()
      try {
        await body(new Bench(runner))
      } finally {
        runner.close()
      }
    })

  describe(`runner contract: ${name}`, () => {
    trial('a program returns its value, and `yield*` is typed by the operation', async (bench) => {
      const value = await bench.run(function* () {
        const before: number = yield* now()
        yield* sleep(TICK)
        return (yield* now()) - before
      })
      expect(value).toBeGreaterThanOrEqual(TICK)
    })

    trial('sleepers wake in the order of their times, and ties in the order of asking', async (bench) => {
      await bench.run(function* () {
        const at = (yield* now()) + 2 * TICK
        const late = yield* spawn('late', note(sleep(4 * TICK), 'late'))
        const first = yield* spawn('first', note(sleepUntil(at), 'first'))
        const second = yield* spawn('second', note(sleepUntil(at), 'second'))
        yield* spawn('early', note(sleep(TICK), 'early'))
        for (const task of [first, second, late]) yield* join(task)
      })
      expect(bench.notes).toEqual(['early', 'first', 'second', 'late'])
    })

    trial('random draws come from the host: the same seed, the same draws, below the bound', async (bench) => {
      const draw = () =>
        bench.run(function* () {
          const drawn: number[] = []
          for (let i = 0; i < 50; i++) drawn.push(yield* random(7))
          return drawn
        })
      const first = await draw()
      expect(await draw()).toEqual(first)
      expect(first.every((value) => value >= 0 && value < 7)).toBe(true)
      expect(new Set(first).size).toBe(7)
    })

    trial('a child ends with its parent', async (bench) => {
      await bench.run(function* () {
        const parent = yield* spawn('parent', family())
        yield* join(parent)
        yield* sleep(4 * TICK)
      })
      expect(bench.notes).toEqual(['parent'])
    })

    trial('a dropped task runs no further line, not even a finally, and neither do its children', async (bench) => {
      await bench.run(function* () {
        const task = yield* spawn('doomed', doomed())
        yield* sleep(TICK)
        yield* cancel(task)
        expect(yield* join(task)).toEqual({ kind: 'dropped' })
        yield* sleep(4 * TICK)
      })
      expect(bench.notes).toEqual(['begun'])
    })

    trial('join tells how a task ended: returned, threw, dropped; also when it has ended before', async (bench) => {
      const boom = new Error('boom')
      const endings = await bench.run(function* () {
        const good = yield* spawn('good', giving(7))
        const bad = yield* spawn('bad', throwing(boom))
        const endings: Ending<number>[] = [yield* join(good), yield* join(bad)]
        endings.push(yield* join(good))
        return endings
      })
      expect(endings).toEqual([
        { kind: 'returned', value: 7 },
        { kind: 'threw', error: boom },
        { kind: 'returned', value: 7 },
      ])
      expect(bench.crashes).toEqual([])
    })

    trial('first-of gives the winner by name and drops the others', async (bench) => {
      const won = await bench.run(function* () {
        const won = yield* firstOf({ slow: note(sleep(2 * TICK), 'slow'), quick: giving('q') })
        yield* sleep(4 * TICK)
        return won
      })
      expect(won).toEqual({ winner: 'quick', value: 'q' })
      expect(bench.notes).toEqual([])
    })

    trial('an error of a racer is thrown where first-of was yielded, and can be caught there', async (bench) => {
      const caught = await bench.run(function* () {
        try {
          yield* firstOf({ bad: throwing(new Error('racer')), slow: note(sleep(4 * TICK), 'slow') })
          return undefined
        } catch (error) {
          return error
        }
      })
      expect(caught).toEqual(new Error('racer'))
      expect(bench.crashes).toEqual([])
    })

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
      expect(got.map((each) => (each.kind === 'message' ? each.message : each.kind))).toEqual([
        'a',
        'b',
        'deadline',
        'c',
      ])
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

    trial('a call is answered once; a late second answer, and one to a dropped task, are ignored', async (bench) => {
      const answer = await bench.run(function* () {
        const asking = yield* spawn('asks in vain', ask('never'))
        yield* sleep(TICK)
        yield* cancel(asking)
        bench.answerAll(ok('late'))
        const answer: Outcome<string> = yield* ask('twice')
        yield* sleep(TICK)
        return answer
      })
      expect(answer).toEqual({ kind: 'ok', value: 'twice!' })
      expect(bench.replies.map((reply) => reply.open)).toEqual([false])
    })

    trial('records reach the host in order', async (bench) => {
      await bench.run(function* () {
        yield* record({ kind: 'one', n: 1 })
        yield* record({ kind: 'two', n: 2 })
      })
      expect(bench.records).toEqual([
        { kind: 'one', n: 1 },
        { kind: 'two', n: 2 },
      ])
    })

    trial(
      'a program that throws has crashed, with its stack, and drops what it spawned; the rest goes on',
      async (bench) => {
        await bench.run(function* () {
          yield* spawn('fragile', fragile())
          yield* sleep(4 * TICK)
          yield* record({ kind: 'note', text: 'survivor' })
        })
        expect(bench.crashes).toHaveLength(1)
        const [crash] = bench.crashes
        expect(crash?.program).toBe('fragile')
        expect(crash?.error).toMatchObject({ stack: expect.stringContaining('fragile') })
        expect(bench.notes).toEqual(['survivor'])
      },
    )

    trial('a frozen host resumes nothing; thawed, it resumes in the order in which things fell due', async (bench) => {
      const host = bench.host('frozen')
      const root = bench.start(host, function* () {
        yield* spawn('b', note(sleep(3 * TICK), 'b'))
        yield* spawn('a', note(sleep(2 * TICK), 'a'))
        yield* sleep(4 * TICK)
        yield* record({ kind: 'note', text: 'root' })
      })
      host.frozen = true
      await bench.run(function* () {
        yield* sleep(8 * TICK)
        yield* record({ kind: 'note', text: 'thaw' })
      })
      bench.runner.kernel.unfreeze(host)
      await bench.runner.until(root.ended)
      expect(bench.notes).toEqual(['thaw', 'a', 'b', 'root'])
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

    trial('a wall clock that is set shows another time, and nothing that is waited for moves', async (bench) => {
      const AHEAD = 3_600_000
      const host = bench.host('skewed')
      const root = bench.start(host, function* () {
        const before = { wall: yield* wallClock(), now: yield* now() }
        yield* sleep(2 * TICK)
        return { wall: (yield* wallClock()) - before.wall, now: (yield* now()) - before.now }
      })
      host.skewMs = AHEAD
      const ending = await bench.runner.until(root.ended)
      if (ending.kind !== 'returned') throw new Error(ending.kind)
      expect(ending.value.wall).toBeGreaterThanOrEqual(AHEAD + 2 * TICK)
      expect(ending.value.now).toBeGreaterThanOrEqual(2 * TICK)
      expect(ending.value.now).toBeLessThan(AHEAD)
    })

    trial('power off: dropping the root drops everything below it', async (bench) => {
      const root = bench.start(bench.host('doomed'), function* () {
        yield* spawn('child', note(sleep(2 * TICK), 'child'))
        yield* sleep(TICK)
        yield* sleep(TICK)
        yield* record({ kind: 'note', text: 'root' })
      })
      bench.runner.kernel.drop(root.task)
      await bench.run(function* () {
        yield* sleep(6 * TICK)
      })
      expect(bench.notes).toEqual([])
      expect(await root.ended).toEqual({ kind: 'dropped' })
    })
  })
}
