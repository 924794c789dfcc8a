import { describe, expect, test } from '@jest/globals'
import { now, type Outcome, type Program, sleep, sleepUntil } from '../../runtime/operation.ts'
import { CHECKING } from '../../updates/omaha/message-fixture.ts'
import { administer, askServer, fetchPayload, type Fetched, type OmahaAnswer } from '../../updates/engine/ports.ts'
import {
  buildRelease,
  fillDisk,
  freeDisk,
  type Impairment,
  impairUpdates,
  mend,
  probeDisk,
  probeUpdates,
  type UpdatesProbe,
} from '../world.ts'
import { CODEBASE, OMAHA_URL } from '../../machine/updates.ts'
import { idle, machineOf, run } from './updates-fixture.ts'

const WITHIN_MS = 1_000

/** What a probe saw before, during and after impairments, which are mended in the order in which they began. */
function probed(...impairments: readonly Impairment[]): readonly UpdatesProbe[] {
  const saw: UpdatesProbe[] = []
  function* conductor(): Program<void> {
    saw.push(yield* probeUpdates())
    const ids: number[] = []
    for (const how of impairments) ids.push(yield* impairUpdates(how))
    for (const id of ids) {
      saw.push(yield* probeUpdates())
      yield* mend(id)
    }
    saw.push(yield* probeUpdates())
  }
  run(conductor())
  return saw
}

const WELL = { answers: true, ms: expect.any(Number), payload: 'whole' }

describe('a probe of the update server', () => {
  test.each([
    ['down', { answers: false, ms: WITHIN_MS, payload: 'none' }],
    ['slow', WELL],
    ['truncated', { ...WELL, payload: 'truncated' }],
    ['corrupted', { ...WELL, payload: 'corrupted' }],
  ] as const)('%s: seen while it lasts', (how, seen) => {
    const [before, during, after] = probed(how)
    expect([before, during, after]).toEqual([WELL, seen, WELL])
    expect([before, after].every((probe) => probe !== undefined && probe.ms <= 10)).toBe(true)
    if (how === 'slow') expect(during?.ms).toBeGreaterThanOrEqual(500)
  })

  test('two impairments of one kind last until both are mended, and those of different kinds add up', () => {
    expect(probed('down', 'down').map(({ answers }) => answers)).toEqual([true, false, false, true])
    expect(probed('corrupted', 'truncated').map(({ payload }) => payload)).toEqual([
      'whole',
      'truncated',
      'truncated',
      'whole',
    ])
  })
})

/** What came of a machine's request and of its download, and how long the request took. */
function asked(how?: Impairment): { answer: Outcome<OmahaAnswer>; fetched: Fetched; ms: number } {
  let saw: ReturnType<typeof asked> | undefined
  function* conductor(): Program<void> {
    yield* buildRelease('2.0.0', 'boots')
    if (how) yield* impairUpdates(how)
    while (!saw) yield* sleep(10)
  }
  run(conductor(), function* () {
    const from = yield* now()
    const answer = yield* askServer(OMAHA_URL, CHECKING, WITHIN_MS)
    const ms = (yield* now()) - from
    const fetched = yield* fetchPayload(`${CODEBASE}2.0.0.tgz`, 'x', 1_000_000, WITHIN_MS)
    saw = { answer, ms, fetched }
    yield* idle()
  })
  if (!saw) throw new Error('the engine did not ask')
  return saw
}

describe('a machine that asks the update server', () => {
  test('gets an answer with its status, and its payload', () =>
    expect(asked()).toMatchObject({
      answer: { kind: 'ok', value: { status: 200, response: { apps: [{ appId: CHECKING.apps[0]?.appId }] } } },
      fetched: { received: 1_000_001, code: 0 },
    }))

  test('hears nothing while it is down', () =>
    expect(asked('down')).toMatchObject({
      answer: { kind: 'unknown' },
      ms: WITHIN_MS,
      fetched: { received: 0, code: 9 },
    }))

  test('waits longer while it is slow', () => {
    expect(asked('slow')).toMatchObject({ answer: { kind: 'ok' }, fetched: { code: 0 } })
    expect(asked('slow').ms - asked().ms).toBeGreaterThan(490)
  })
})

test('operators reach the server from their desk', () => {
  const saw: unknown[] = []
  function* conductor(): Program<void> {
    yield* sleep(2_000)
    const { version, ...declared } = yield* buildRelease('2.0.0', 'boots')
    saw.push(yield* administer('channel', { name: 'nightly' }, WITHIN_MS))
    saw.push(yield* administer('publish', { channel: 'nightly', version, ...declared }, WITHIN_MS))
    saw.push(yield* administer('nothing', {}, WITHIN_MS))
    yield* impairUpdates('down')
    saw.push(yield* administer('catalogue', {}, WITHIN_MS))
  }
  run(conductor())
  expect(saw).toMatchObject([
    { kind: 'ok', value: { status: 200 } },
    { kind: 'ok', value: { status: 200 } },
    { kind: 'ok', value: { status: 404 } },
    { kind: 'unknown' },
  ])
})

test('a full disk takes no payload until it is freed', () => {
  const saw: unknown[] = []
  function* conductor(): Program<void> {
    yield* buildRelease('2.0.0', 'boots')
    saw.push(yield* probeDisk('m0'))
    yield* sleep(2_000)
    yield* fillDisk('m0')
    saw.push(yield* probeDisk('m0'))
    yield* sleep(2_000)
    yield* freeDisk('m0')
    saw.push(yield* probeDisk('m0'))
    yield* sleep(2_000)
  }
  run(conductor(), function* () {
    for (;;) {
      yield* sleepUntil((yield* now()) < 3_000 ? 3_000 : 5_000)
      saw.push((yield* fetchPayload(`${CODEBASE}2.0.0.tgz`, 'x', 1_000_000, WITHIN_MS)).code)
      if ((yield* now()) > 5_000) yield* idle()
    }
  })
  expect(saw).toEqual(['has-room', 'full', 14, 'has-room', 0])
})

describe('where nothing updates itself', () => {
  test.each([buildRelease('2.0.0', 'boots'), impairUpdates('down'), probeUpdates(), fillDisk('m0'), probeDisk('m0')])(
    'the world says so: $request.kind',
    (call) => {
      function* conductor(): Program<void> {
        yield* call
      }
      const topology = { machines: [machineOf('m0', { channel: undefined })] }
      expect(() => run(conductor(), undefined, { topology })).toThrow(/has no channel|has a channel/)
    },
  )
})
