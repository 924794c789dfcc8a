import { describe, expect, test } from '@jest/globals'
import { fail, now, ok, type Outcome, type Program, sleep, unknown } from '../../runtime/operation.ts'
import { ServerBench } from './fixture.ts'
import { encodeError } from './protocol.ts'
import { answer } from './server.ts'
import { acquireUntilGranted, askOnce, type FleetLockClient, type Post, steadyUntilHeard } from './strategy.ts'

type Answer = Outcome<{ readonly status: number; readonly body: string }>

const GRANTED: Answer = ok({ status: 200, body: '' })
const FULL: Answer = ok({
  status: 500,
  body: '{"kind":"failed_lock","value":"all 1 semaphore slots currently locked"}',
})
const TIMES = { backoffMs: 100, backoffMaxMs: 1_000, freshMs: 500, lingerMs: 2_000 }

/** A server that answers in turn, and when and what it was asked. */
function scripted(answers: readonly Answer[], tookMs: readonly number[] = []) {
  const asked: { readonly at: number; readonly path: string }[] = []
  const post: Post = function* (path) {
    const turn = asked.length
    asked.push({ at: yield* now(), path })
    yield* sleep(tookMs[turn] ?? 10)
    return answers[turn] ?? GRANTED
  }
  return { asked, client: { id: 'a', group: 'g', post, ...TIMES } satisfies FleetLockClient }
}

/** The server's own program behind the wire. */
function* direct(path: string, body: string, headers: Readonly<Record<string, string>>): Program<Answer> {
  const request = { method: 'POST', path, header: headers['fleet-lock-protocol'], body }
  const reply = yield* answer(request, { groups: [{ name: 'g', slots: 1 }] })
  return ok({ status: reply.status, body: reply.body ? encodeError(reply.body) : '' })
}

describe("the machine's side of FleetLock", () => {
  test.each([
    ['pre-reboot', acquireUntilGranted],
    ['steady-state', steadyUntilHeard],
  ] as const)('%s is asked until it is granted, whatever comes before', (operation, program) => {
    const garbage = ok({ status: 502, body: '<html>' })
    const { asked, client } = scripted([FULL, fail('unreachable'), unknown('no answer in time'), garbage, GRANTED])
    new ServerBench().run<unknown>(program(client))
    expect(asked.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => `/v1/${operation}`))
  })

  test.each([['pre-reboot' as const], ['steady-state' as const]])('%s: waits grow, with jitter, to a limit', (kind) => {
    const { asked, client } = scripted(Array.from({ length: 12 }, () => FULL))
    new ServerBench().run<unknown>(kind === 'pre-reboot' ? acquireUntilGranted(client) : steadyUntilHeard(client))
    const waits = asked.slice(1).map(({ at }, i) => at - (asked[i]?.at ?? NaN) - 10)
    for (const [i, wait] of waits.entries()) {
      const most = Math.min(1_000, 100 * 2 ** i)
      expect(wait).toBeGreaterThanOrEqual(most / 2)
      expect(wait).toBeLessThanOrEqual(most + 1)
    }
    expect(new Set(waits.slice(4)).size).toBeGreaterThan(1)
  })

  test('a grant that came late is asked for again, and the word is as old as its request', () => {
    const { asked, client } = scripted([GRANTED, GRANTED, GRANTED], [501, 10_000, 500])
    expect(new ServerBench().run(acquireUntilGranted(client))).toBe(10_501)
    expect(asked).toHaveLength(3)
  })

  test('one request tells what came of it', () => {
    const { client } = scripted([FULL, unknown('no answer in time'), GRANTED])
    const bench = new ServerBench()
    const value = 'all 1 semaphore slots currently locked'
    const error = { kind: 'failed_lock', value }
    expect(bench.run(askOnce(client, 'pre-reboot'))).toEqual({ kind: 'refused', status: 500, error })
    expect(bench.run(askOnce(client, 'pre-reboot'))).toEqual({ kind: 'unheard', reason: 'no answer in time' })
    expect(bench.run(askOnce(client, 'pre-reboot'))).toEqual({ kind: 'granted' })
  })

  test('two machines at one server take turns', () => {
    const bench = new ServerBench()
    const [a, b] = ['a', 'b'].map((id) => ({ id, group: 'g', post: direct, ...TIMES })) as [
      FleetLockClient,
      FleetLockClient,
    ]
    bench.run(steadyUntilHeard(a))
    bench.run(acquireUntilGranted(a))
    const steadyAt = bench.runner.timers.now() + 3_000
    bench.runner.timers.callAt(steadyAt, () => {
      bench.runner.kernel.start('steady', bench.host, steadyUntilHeard(a))
    })
    expect(bench.run(acquireUntilGranted(b))).toBeGreaterThanOrEqual(steadyAt)
    expect(bench.store.semaphore('g')?.holders).toEqual(['b'])
  })
})
