import { describe, expect, test } from '@jest/globals'
import { isLive, PID_LABEL, HOST_LABEL, RUN_LABEL, runLabels, thisProcess, type Observer } from './run-labels.ts'

const HOUR_MS = 3_600_000
const observer: Observer = {
  host: 'here',
  pid: 10,
  nowMs: 100 * HOUR_MS,
  startOf: (pid) => (pid === 20 ? 90 * HOUR_MS : undefined),
}
const by = (pid: number, host = 'here') => ({ [RUN_LABEL]: 'r', [PID_LABEL]: String(pid), [HOST_LABEL]: host })

describe('whether the run that made a thing lives', () => {
  test('another process that runs does', () => {
    expect(isLive(by(20), 95 * HOUR_MS, observer)).toBe(true)
  })

  test('one that ended does not', () => {
    expect(isLive(by(30), 95 * HOUR_MS, observer)).toBe(false)
  })

  test('one that is younger than the thing only inherited the number', () => {
    expect(isLive(by(20), 80 * HOUR_MS, observer)).toBe(false)
  })

  test('this process may sweep its own', () => {
    expect(isLive(by(10), 95 * HOUR_MS, observer)).toBe(false)
  })

  test("another host's is given the benefit of the doubt for six hours", () => {
    expect(isLive(by(30, 'there'), 95 * HOUR_MS, observer)).toBe(true)
    expect(isLive(by(30, 'there'), 93 * HOUR_MS, observer)).toBe(false)
  })

  test('a thing that does not say whose it is belongs to nobody', () => {
    expect(isLive({ [RUN_LABEL]: 'r' }, 99 * HOUR_MS, observer)).toBe(false)
  })

  test('the labels of a run are read back by the same rules', () => {
    const me = thisProcess()
    expect(isLive(runLabels('r'), me.nowMs, { ...me, pid: me.pid + 1 })).toBe(true)
    expect(isLive(runLabels('r'), me.nowMs, me)).toBe(false)
  })
})
