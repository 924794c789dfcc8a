import { describe, expect, test } from '@jest/globals'
import { fail, ok, unknown } from '../../runtime/operation.ts'
import { answering } from '../omaha/message-fixture.ts'
import { EngineBench } from './engine-fixture.ts'
import { httpStatus, NO_ANSWER, NO_UPDATE } from './server-fixture.ts'

const IDLE = 'UPDATE_STATUS_IDLE'
const CHECKING = 'UPDATE_STATUS_CHECKING_FOR_UPDATE'
const ERROR_EVENT = 'UPDATE_STATUS_REPORTING_ERROR_EVENT'

function bench(): EngineBench {
  const made = new EngineBench()
  made.boot()
  return made
}

const checked = (made: EngineBench): object[] =>
  made.of('update.checked').map(({ kind: _, ...rest }) => ({ ...rest, machine: undefined, track: undefined }))

describe('a check', () => {
  test('is a ping and an update check, and names version, track, machine and boot', () => {
    const made = bench()
    made.run(400)
    expect(made.messages).toHaveLength(1)
    expect(made.messages[0]).toMatchObject({ protocol: '3.0', installSource: 'scheduler' })
    expect(made.messages[0]!.apps).toMatchObject([
      { version: '1.0.0', track: 'stable', bootId: '{m0.1}', machineId: 'm0', ping: { active: true }, updateCheck: {} },
    ])
    expect(made.messages[0]!.apps[0]!.events).toEqual([])
    expect(made.of('update.checked')).toEqual([
      { kind: 'update.checked', machine: 'm0', track: 'stable', result: 'no-update' },
    ])
    expect(made.states).toEqual([CHECKING, IDLE])
    expect(made.desk.status.lastCheckedTime).toBe(1e9)
  })

  test('comes at the first time, then regularly, with a spread', () => {
    const made = bench()
    made.run(199)
    expect(made.messages).toHaveLength(0)
    made.run(202)
    expect(made.messages).toHaveLength(1)
    made.run(100_000)
    expect(made.messages.length).toBeGreaterThan(85)
    expect(made.messages.length).toBeLessThan(115)
  })

  test('that is forced comes at once, and what is forced meanwhile is not done again', () => {
    const made = bench()
    const { kernel } = made.runner
    for (let times = 0; times < 3; times++) kernel.deliver(made.desk.checks, 'check')
    made.run(50)
    expect(made.messages.map(({ installSource }) => installSource)).toEqual(['ondemandupdate'])
  })

  test('is not made with SERVER=disabled, not even a forced one', () => {
    const made = new EngineBench()
    made.config = { channel: null }
    made.boot()
    made.check(100_000)
    expect([made.messages.length, made.desk.checks.messages.length, made.records.length]).toEqual([0, 0, 0])
  })

  // update_check_scheduler_unittest.cc: 500/503 back-off, poll interval
  test('is put off ever longer while the server answers 500 or 503, up to the most', () => {
    const made = bench()
    const at: number[] = []
    made.serve = (_, answer) => {
      at.push(made.runner.timers.now())
      answer(httpStatus(at.length % 2 === 0 ? 500 : 503))
    }
    made.run(60_000)
    const waits = at.slice(1).map((each, index) => each - at[index]!)
    for (const [index, intervalMs] of [1000, 2000, 4000, 8000, 8000].entries()) {
      expect(Math.abs(waits[index]! - intervalMs)).toBeLessThanOrEqual(intervalMs / 2 + 2)
    }
    expect(checked(made)[0]).toMatchObject({ result: 'no-answer', why: 'HTTP status 503' })
  })

  test('is put off as the server asks', () => {
    const made = bench()
    made.serve = (_, answer) => answer(ok({ status: 200, response: answering({ ...NO_UPDATE, pollInterval: 6 }) }))
    made.run(60_000)
    expect(made.messages.length).toBeLessThan(20)
  })
})

describe('omaha_request_action_unittest.cc', () => {
  test.each([
    ['network failure', NO_ANSWER, { result: 'no-answer', why: 'refused' }],
    ['no answer that can be read', unknown('not XML'), { result: 'no-answer', why: 'not XML' }],
    ['HTTP error', httpStatus(404), { result: 'no-answer', why: 'HTTP status 404' }],
  ])('%s ends the check, and nothing is reported', (_, outcome, result) => {
    const made = bench()
    made.serve = (__, answer) => answer(outcome)
    made.check()
    expect(checked(made)).toEqual([expect.objectContaining(result)])
    expect([made.states, made.told, made.desk.status.lastCheckedTime]).toEqual([[CHECKING, IDLE], [], 0])
  })

  test.each([
    ['no status', { ...NO_UPDATE, status: '' }],
    ['an invalid status', { ...NO_UPDATE, status: 'InvalidStatusTest' }],
    ['no manifest', { ...NO_UPDATE, status: 'ok' }],
    ['a version that is none', new EngineBench().disk.offerOf('1.2')],
  ])('an answer with %s is reported with code 34', (_, updateCheck) => {
    const made = bench()
    made.serve = (__, answer) => answer(ok({ status: 200, response: answering(updateCheck) }))
    made.check()
    expect(checked(made)[0]).toMatchObject({ result: 'invalid' })
    expect([made.told, made.states]).toEqual([['3/0/34'], [CHECKING, ERROR_EVENT, IDLE]])
  })

  test('a denial is no failed update, and is not reported', () => {
    const made = bench()
    const denied = answering({ ...NO_UPDATE, status: 'error-internal' }, 'error-maxConcurrentUpdatesLimitReached')
    made.serve = (_, answer) => answer(ok({ status: 200, response: denied }))
    made.check()
    expect(checked(made)[0]).toMatchObject({ result: 'denied', why: 'error-maxConcurrentUpdatesLimitReached' })
    expect([made.states, made.told]).toEqual([[CHECKING, IDLE], []])
  })
})

describe('reports', () => {
  const invalid = ok({ status: 200, response: answering({ ...NO_UPDATE, status: '' }) })

  test.each([
    ['no answer', fail('cut')],
    ['the answer is lost', unknown('time')],
    ['HTTP status 503', httpStatus(503)],
    ['the store is gone', ok({ status: 200, response: answering(NO_UPDATE, 'error-internal') })],
  ])('that are not heard (%s) are kept, over a power cut too, and said before the next check', (_, silence) => {
    const made = bench()
    made.serve = ({ apps }, answer) => answer(apps[0]!.updateCheck ? invalid : silence)
    made.check()
    made.boot()
    made.run(100)
    made.check()
    // No check goes out while the server does not hear: it would take the report for one about a grant that is to come.
    expect(made.messages.filter(({ apps }) => apps[0]!.updateCheck)).toHaveLength(1)
    expect(checked(made).at(-1)).toMatchObject({ result: 'no-answer' })
    made.serve = (__, answer) => answer(ok({ status: 200, response: answering(NO_UPDATE) }))
    const before = made.messages.length
    made.check()
    made.check()
    expect(made.messages.slice(before).map(({ apps }) => apps[0]!.events.length)).toEqual([1, 0, 0])
    expect(new Set(made.told)).toEqual(new Set(['3/0/34']))
  })
})
