// The acceptance rows of nebraska's Omaha handler and of go-omaha's server, named after their own tests
// (backend/pkg/omaha/*_test.go; go-omaha, omaha/*_test.go). Everything goes through XML both ways.

import { describe, expect, test } from '@jest/globals'
import { decodeRequest, decodeResponse } from '../omaha/decode.ts'
import { encodeRequest, encodeResponse } from '../omaha/encode.ts'
import { CHECKING, FLATCAR } from '../omaha/message-fixture.ts'
import type { RequestApp, ResponseApp } from '../omaha/messages.ts'
import { MONDAY, release } from '../rollout/decision-fixture.ts'
import { UpdateBench } from './fixture.ts'
import { answerOmaha } from './omaha-service.ts'

const CONFIG = { appId: FLATCAR, codebase: 'http://updates/packages', name: 'seatrial', startsAt: MONDAY }

const app = (version: string, more: Partial<RequestApp> = {}): RequestApp => ({
  appId: FLATCAR,
  version,
  track: 'alpha',
  machineId: 'm0',
  events: [],
  updateCheck: {},
  ...more,
})

/** The app that only pings, or only reports. */
function quiet(version: string, more: Partial<RequestApp>): RequestApp {
  const { updateCheck: _, ...rest } = app(version, more)
  return rest
}

function send(bench: UpdateBench, asking: RequestApp): ResponseApp {
  const arrived = decodeRequest(encodeRequest({ ...CHECKING, apps: [asking] }))
  const answered = decodeResponse(encodeResponse(bench.run(answerOmaha(bench.server, CONFIG, arrived))))
  expect(answered.apps).toHaveLength(1)
  return answered.apps[0] as ResponseApp
}

/** Status and versions of an answer to a check. */
const told = ({ updateCheck }: ResponseApp): string =>
  [updateCheck?.status, ...(updateCheck?.manifests ?? []).map(({ version }) => version)].join(' ')

function publishing(...versions: readonly string[]): UpdateBench {
  const bench = new UpdateBench()
  for (const version of versions) bench.admin('publish', { channel: 'alpha', ...release(version) } as never)
  bench.admin('policy', { track: 'alpha', policy: { maxUpdatesPerPeriod: 100, periodMs: 1 } })
  return bench
}

describe('backend/pkg/omaha/omaha_test.go', () => {
  test('TestAppRegistrationForAppWithChannelAndPackageName: a machine that only pings is known from then on', () => {
    const bench = publishing('2.0.0')
    const pinged = send(bench, quiet('1.0.0', { ping: { active: true } }))
    expect(pinged).toEqual({ appId: FLATCAR, status: 'ok', ping: { status: 'ok' }, events: [] })
    expect(bench.instances()).toMatchObject([{ machine: 'm0', version: '1.0.0', status: 'Undefined' }])
  })

  test('TestAppNoUpdateForAppWithChannelAndPackageName: with a ping, and events, and neither', () => {
    const bench = publishing('2.0.0')
    const ping = { active: true }
    const events = [{ type: 3, result: 2, previousVersion: '1.0.0' }]
    for (const more of [{}, { ping }, { events }, { ping, events }]) {
      const answer = send(bench, app('2.0.0', more))
      expect(told(answer)).toBe('noupdate')
      expect(answer.status).toBe('ok')
      expect(answer.ping).toEqual('ping' in more ? { status: 'ok' } : undefined)
      expect(answer.events).toEqual('events' in more ? [{ status: 'ok' }] : [])
    }
  })

  test('TestAppUpdateForAppWithChannelAndPackageName: through every step to the reboot', () => {
    const bench = publishing('2.0.0')
    const status = (): string | undefined => bench.instances()[0]?.status
    const ping = { active: true }
    expect(told(send(bench, app('1.0.0', { ping })))).toBe('ok 2.0.0')
    for (const [type, expected] of [
      [13, 'Downloading'],
      [14, 'Downloaded'],
      [800, 'Installed'],
    ] as const) {
      send(bench, quiet('1.0.0', { events: [{ type, result: 1 }] }))
      expect(status()).toBe(expected)
    }
    const checked = send(bench, app('1.0.0', { ping }))
    expect([checked.status, told(checked)]).toEqual(['error-updateInProgressOnInstance', 'error-internal'])
    const rebooted = app('2.0.0', { ping, events: [{ type: 3, result: 2, previousVersion: '1.0.0' }] })
    expect(told(send(bench, rebooted))).toBe('noupdate')
    expect(status()).toBe('Complete')
    expect(told(send(bench, app('2.0.0', { ping })))).toBe('noupdate')
  })

  test('TestInvalidRequests: events that are none are acknowledged, and count for nothing', () => {
    const bench = publishing('2.0.0')
    send(bench, app('1.0.0'))
    const before = bench.instances()
    const answer = send(
      bench,
      quiet('1.0.0', {
        events: [
          { type: 3, result: 7 },
          { type: 99, result: 1 },
        ],
      }),
    )
    expect(answer.events).toEqual([{ status: 'ok' }, { status: 'ok' }])
    expect(bench.instances()).toEqual(before)
  })

  test('TestFlatcarGroupNamesConversionToIds: a group is known by its name', () => {
    const bench = publishing('2.0.0')
    expect(told(send(bench, app('1.0.0')))).toBe('ok 2.0.0')
    expect(send(bench, app('1.0.0', { track: 'invalid-group' })).status).toBe('error-unknownApplicationOrGroup')
  })

  test.each(['io.example.app', 'e96281a6-d1af-4bde-9a0a-97b76e56dc57', ''])(
    'TestProductIDBasedRequest: the one application is known by its id as machines send it, and %p is another',
    (appId) => {
      const answer = send(publishing('2.0.0'), app('1.0.0', { appId }))
      expect(answer).toEqual({ appId, status: 'error-unknownApplication', events: [] })
    },
  )

  test.each(['amd64-usr', 'arm64-usr', ''])('Test_getArch: a release is for every board, also for %p', (board) =>
    expect(told(send(publishing('2.0.0'), app('1.0.0', { board })))).toBe('ok 2.0.0'),
  )
})

describe('backend/pkg/omaha/floors_test.go', () => {
  const floored = (): UpdateBench => {
    const bench = publishing('2000.0.0', '2500.0.0', '3000.0.0')
    for (const version of ['2000.0.0', '2500.0.0']) bench.admin('floor', { version, reason: 'new partition table' })
    return bench
  }

  test.each([
    ['1500.0.0', '2000.0.0'],
    ['2000.0.0', '2500.0.0'],
    ['2200.0.0', '2500.0.0'],
    ['2500.0.0', '3000.0.0'],
    ['2700.0.0', '3000.0.0'],
  ])('TestFloorUpdateScenarios: a machine on %s is given %s', (version, given) =>
    expect(told(send(floored(), app(version)))).toBe(`ok ${given}`),
  )

  test('a floor is told as one, with its reason', () => {
    const manifestFor = (version: string) => send(floored(), app(version)).updateCheck?.manifests[0]
    expect(manifestFor('1500.0.0')).toMatchObject({ isFloor: true, floorReason: 'new partition table' })
    expect(manifestFor('2500.0.0')).not.toHaveProperty('isFloor')
  })

  test.each([true, false])('TestMultiManifestResponse: one manifest, also for whoever could read several: %p', (able) =>
    expect(told(send(floored(), app('1500.0.0', { multiManifestOk: able })))).toBe('ok 2000.0.0'),
  )

  test('TestLegacySyncerBlockedWithFloors: nobody is taken for a syncer, so an old client is led through them too', () => {
    const bench = floored()
    const request = { ...CHECKING, version: 'CoreOSUpdateEngine-0.1.0.0', apps: [app('1500.0.0')] }
    const { apps } = bench.run(answerOmaha(bench.server, CONFIG, request))
    expect(told(apps[0] as ResponseApp)).toBe('ok 2000.0.0')
  })
})

describe('backend/pkg/api/instances_test.go', () => {
  test('TestGetInstances: those of a track, and of no other', () => {
    const bench = publishing('2.0.0')
    for (const [machineId, track] of [
      ['m1', 'alpha'],
      ['m0', 'alpha'],
      ['m2', 'beta'],
    ] as const) {
      send(bench, app('1.0.0', { machineId, track }))
    }
    const machines = (track: string): unknown =>
      (bench.admin('instances', { track }).body as { machine: string }[]).map(({ machine }) => machine)
    expect([machines('alpha'), machines('beta'), machines('stable')]).toEqual([['m0', 'm1'], ['m2'], []])
  })
})

describe('go-omaha', () => {
  test('TestServerRequestResponse, TestTrivialServer: an update, then none', () => {
    const bench = publishing('2.0.0')
    const updated = send(bench, app('1.0.0'))
    expect(updated.updateCheck).toMatchObject({
      status: 'ok',
      urls: ['http://updates/packages'],
      manifests: [
        { version: '2.0.0', packages: [{ size: 1000, required: true }], actions: [{ event: 'postinstall' }] },
      ],
    })
    expect(told(send(bench, app('2.0.0', { machineId: 'm1' })))).toBe('noupdate')
  })
})
