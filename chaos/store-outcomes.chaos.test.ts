// What a program is told when real members die, stand still and come back: never `fail` for what happened, never later
// than it asked for, and a member that returned is found at once.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Mailbox } from '../src/runtime/mailbox.ts'
import { fail, now, ok, type Outcome, type Program, sleep } from '../src/runtime/operation.ts'
import { put, range, watch, type WatchMessage } from '../src/store/contract.ts'
import { brief, good, next } from '../src/worlds/contracts/store/bench.ts'
import { EtcdMembers } from './etcd-members.ts'
import { type LiveStoreBench, liveStoreBench } from './live-store-bench.ts'

const OPEN_WITHIN_MS = 120_000
const TEST_WITHIN_MS = 60_000
/** A member that stands still must not lose its office within the time of a test. */
const ELECTION_MS = 2_000

const NO_ANSWER = { kind: 'unknown', reason: 'no answer in time' }
const UNREACHABLE = { kind: 'fail', reason: 'unreachable' }

describe('outcomes on real members', () => {
  let members: EtcdMembers
  let bench: LiveStoreBench
  beforeAll(async () => {
    members = await EtcdMembers.start(ELECTION_MS)
  }, OPEN_WITHIN_MS)
  beforeEach(async () => {
    await Promise.all(members.names.map((name) => members.healthy(name)))
    const { names } = members
    bench = liveStoreBench({ names, urlOf: (name) => members.urlOf(name), close: async () => {} })
  }, OPEN_WITHIN_MS)
  afterAll(() => members?.close(), OPEN_WITHIN_MS)

  const story = (title: string, tell: () => Promise<void>): void => {
    test(
      title,
      async () => {
        try {
          await tell()
        } finally {
          await bench.close()
        }
      },
      TEST_WITHIN_MS,
    )
  }

  story(
    'what failed is not there, what succeeded is, and a member that died and came back is found at once',
    async () => {
      const prefix = bench.prefix()
      const told = new Map<string, Outcome<unknown>>()
      let stop = false
      let reachedAt: number | undefined
      function* writer(): Program<void> {
        for (let i = 0; !stop; i++) {
          const key = `${prefix}${i}`
          // Short, because Docker's proxy listens before the container does, and may hold a connection for a second.
          const outcome = yield* put({ key, value: key }, { member: 'm1', withinMs: 250 })
          told.set(key, outcome)
          if (outcome.kind === 'ok') reachedAt = reachedAt ?? (yield* now())
          else yield* sleep(20) // so that it asks all the time while the member is away
        }
      }
      const writing = bench.run(writer())
      await bench.run(sleepFor(300))
      await members.kill('m1')
      await bench.run(sleepFor(4_000)) // long enough for a back-off to grow
      reachedAt = undefined
      await members.revive('m1')
      await members.healthy('m1')
      const returnedAt = await bench.run(theTime())
      await bench.run(sleepFor(1_000))
      stop = true
      await writing

      expect((reachedAt ?? Infinity) - returnedAt).toBeLessThan(500)
      const { kvs } = await bench.run(good(range({ key: prefix, rangeEnd: `${prefix}:` }, { member: 'm2' })))
      const there = new Set(kvs.map((kv) => kv.key))
      const wrong = [...told].filter(
        ([key, { kind }]) => (kind === 'ok' && !there.has(key)) || (kind === 'fail' && there.has(key)),
      )
      expect(wrong).toEqual([])
      const failures = [...told.values()].filter(({ kind }) => kind !== 'ok')
      expect(failures.filter(({ kind }) => kind === 'fail').length).toBeGreaterThan(50)
      for (const failure of failures) if (failure.kind === 'fail') expect(failure).toEqual(UNREACHABLE)
    },
  )

  story('a member that stands still is not waited for, and answers again at once', async () => {
    const key = `${bench.prefix()}a`
    await bench.run(good(put({ key, value: 'before' }, { member: 'm2' }))) // there is a connection, and it goes silent
    await members.freeze('m2')
    function* timed(withinMs: number): Program<number> {
      const from = yield* now()
      expect(yield* put({ key, value: 'lost' }, { member: 'm2', withinMs })).toEqual(NO_ANSWER)
      return (yield* now()) - from
    }
    for (const withinMs of [300, 50, 200, 500]) {
      const [one, two] = await Promise.all([bench.run(timed(withinMs)), bench.run(timed(withinMs))])
      for (const took of [one, two]) {
        expect(took).toBeGreaterThanOrEqual(withinMs - 1)
        expect(took).toBeLessThanOrEqual(withinMs + 100)
      }
    }
    await members.thaw('m2')
    const thawed = Date.now()
    await bench.run(untilOk(() => put({ key, value: 'after' }, { member: 'm2', withinMs: 200 })))
    expect(Date.now() - thawed).toBeLessThan(500)
  })

  story('a client turns away from a member that is gone, and stays with the next', async () => {
    const key = `${bench.prefix()}a`
    await bench.run(good(put({ key, value: '1' })))
    expect(bench.endpoints.current()).toBe('m1')
    await members.kill('m1')
    try {
      await bench.run(untilOk(() => range({ key, serializable: true }, { member: 'm2' })))
      expect(await bench.run(single(range({ key, serializable: true })))).toEqual(UNREACHABLE)
      expect(bench.endpoints.current()).toBe('m2')
      expect(await bench.run(single(range({ key, serializable: true })))).toMatchObject({ kind: 'ok' })
    } finally {
      await members.revive('m1')
    }
  })

  story('a write that was answered by nobody may be there later', async () => {
    const key = `${bench.prefix()}a`
    const leader = await members.leader()
    const followers = members.names.filter((name) => name !== leader)
    await bench.run(good(put({ key, value: 'old' }, { member: leader })))
    await Promise.all(followers.map((name) => members.freeze(name)))
    const outcome = await bench.run(single(put({ key, value: 'new' }, { member: leader, withinMs: 250 })))
    await Promise.all(followers.map((name) => members.thaw(name)))
    expect(outcome).toEqual(NO_ANSWER)
    await bench.run(
      untilOk(function* () {
        const { kvs } = yield* good(range({ key }, { member: leader }))
        return kvs[0]?.value === 'new' ? ok(kvs) : fail('not there yet')
      }),
    )
  })

  story('a connection that is torn in the middle of a write leaves the outcome unknown, at once', async () => {
    const key = `${bench.prefix()}a`
    const leader = await members.leader()
    const followers = members.names.filter((name) => name !== leader)
    await bench.run(good(put({ key, value: 'old' }, { member: leader })))
    await Promise.all(followers.map((name) => members.freeze(name)))
    const began = Date.now()
    const writing = bench.run(single(put({ key, value: 'new' }, { member: leader, withinMs: 5_000 })))
    await bench.run(sleepFor(100))
    await members.kill(leader)
    const outcome = await writing
    const took = Date.now() - began
    await Promise.all([...followers.map((name) => members.thaw(name)), members.revive(leader)])
    expect(outcome.kind).toBe('unknown')
    expect(took).toBeLessThan(2_000)
  })

  story('a call that ran out of time leaves the watches of its member alone', async () => {
    const key = `${bench.prefix()}a`
    const mailbox = new Mailbox<WatchMessage>()
    await bench.run(good(watch({ key, mailbox }, { member: 'm2' })))
    await bench.run(sleepFor(300)) // old enough to be dialled anew
    await members.freeze('m2')
    for (let i = 0; i < 3; i++) {
      const call = range({ key, serializable: true }, { member: 'm2', withinMs: 250 })
      expect(await bench.run(single(call))).toEqual(NO_ANSWER)
    }
    await members.thaw('m2')
    const revision = await bench.run(write(key))
    expect(brief(await bench.run(next(mailbox)))).toBe(`${revision}: put ${key}=x`)
  })

  story('a watch whose member dies says so, and goes on elsewhere without a gap', async () => {
    const prefix = bench.prefix()
    const first = new Mailbox<WatchMessage>()
    const second = new Mailbox<WatchMessage>()
    const request = { key: prefix, rangeEnd: `${prefix}~` }
    const watching = bench.run(good(watch({ ...request, mailbox: first }, { member: 'm3' })))
    await watching
    const revision = await bench.run(write(`${prefix}a`))
    expect(brief(await bench.run(next(first)))).toBe(`${revision}: put ${prefix}a=x`)
    await members.kill('m3')
    try {
      expect(await bench.run(next(first))).toMatchObject({ kind: 'broken' })
      await members.healthy('m1') // it may have led
      const after = await bench.run(write(`${prefix}b`))
      await bench.run(good(watch({ ...request, fromRevision: revision + 1, mailbox: second }, { member: 'm2' })))
      expect(brief(await bench.run(next(second)))).toBe(`${after}: put ${prefix}b=x`)
      expect(first.messages).toEqual([])
    } finally {
      await members.revive('m3')
    }
  })
})

function* theTime(): Program<number> {
  return yield* now()
}

function* sleepFor(ms: number): Program<void> {
  yield* sleep(ms)
}

/** A call, or a program that makes some. */
interface Asking {
  [Symbol.iterator](): Program<Outcome<unknown>>
}

function* single(call: Asking): Program<Outcome<unknown>> {
  return yield* call
}

function* write(key: string): Program<number> {
  return (yield* good(put({ key, value: 'x' }, { member: 'm1' }))).revision
}

/** Asks until there is an answer. */
function* untilOk(ask: () => Asking): Program<void> {
  while ((yield* ask()).kind !== 'ok') yield* sleep(10)
}
