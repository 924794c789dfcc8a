import { describe, expect, test } from '@jest/globals'
import type { Event, Fact } from '../history/event.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { CATALOGUE_KEY, instanceKey } from '../updates/server/keys.ts'
import { UpdatePulse } from './update-pulse.ts'

const topology = { machines: cluster({ both: 2 }).machines.map((spec) => ({ ...spec, channel: 'stable' })) }
const put: Fact = { kind: 'store.put', key: CATALOGUE_KEY, value: '{}', revision: 2 }
const begins: Fact = {
  kind: 'update.status',
  machine: 'm0',
  status: 'UPDATE_STATUS_CHECKING_FOR_UPDATE',
  version: null,
}
const checked = (fact: Partial<Extract<Fact, { kind: 'update.checked' }>> = {}): Fact => ({
  kind: 'update.checked',
  machine: 'm0',
  track: 'stable',
  result: 'no-update',
  ...fact,
})

/** Whether m0 is at rest after these. */
function atRest(...facts: readonly Fact[]): boolean {
  const pulse = new UpdatePulse(topology)
  facts.forEach((fact, index) =>
    pulse.see({ id: `x/${index + 1}`, at: index, source: 'x', seq: index + 1, ...fact } as Event),
  )
  return !pulse.restless.has('m0')
}

describe('a machine is at rest', () => {
  test('once a check has told it that there is nothing', () => expect(atRest(begins, checked())).toBe(true))
  test('not before it has asked', () => expect(atRest(begins)).toBe(false))
  test('not by a check that began before the offer changed', () => expect(atRest(begins, put, checked())).toBe(false))
  test('but by the one after that, whether it says that it begins or not', () => {
    expect(atRest(begins, put, checked(), checked())).toBe(true)
    expect(atRest(begins, put, checked(), begins, checked())).toBe(true)
  })
  test('while a denial is for now, it is not; one for good counts', () => {
    const denied = (why: string): Fact => checked({ result: 'denied', why })
    expect(atRest(begins, denied('error-maxUpdatesPerPeriodLimitReached'))).toBe(false)
    expect(atRest(begins, denied('error-updatesDisabled'))).toBe(true)
  })
  test('an offer is something to do, unless it is installed or has failed here', () => {
    const offered = checked({ result: 'update', version: '1.1.0' })
    expect(atRest(begins, offered)).toBe(false)
    expect(atRest({ kind: 'update.rolled-back', machine: 'm0', version: '1.1.0' }, begins, offered)).toBe(true)
    expect(atRest({ kind: 'update.installed', machine: 'm0', slot: 'b', version: '1.1.0' }, begins, offered)).toBe(true)
  })
  test('not when its grant was just taken back: there may be another one now', () => {
    const instance = {
      machine: 'm0',
      track: 'stable',
      version: '1.0.0',
      status: 'Complete',
      lastUpdateVersion: '1.1.0',
    }
    const value = JSON.stringify({ ...instance, updateInProgress: false, lastCheckAt: 1, history: [] })
    const recalled: Fact = { kind: 'store.put', key: instanceKey('stable', 'm0'), value, revision: 3 }
    expect(atRest(begins, recalled, checked())).toBe(false)
    expect(atRest(begins, recalled, checked(), begins, checked())).toBe(true)
  })
  test('no longer after a reboot, until it has asked again', () => {
    const boot: Fact = { kind: 'boot.started', machine: 'm0', boot: 2 }
    expect(atRest(begins, checked(), boot)).toBe(false)
    expect(atRest(begins, checked(), boot, begins, checked())).toBe(true)
  })
  test('when it asks for no updates', () =>
    expect(atRest({ kind: 'machine.configured', machine: 'm0', channel: null, strategy: 'off', window: null })).toBe(
      true,
    ))
})

test('machines without a channel never count', () =>
  expect(new UpdatePulse(cluster({ both: 2 })).restless.size).toBe(0))
