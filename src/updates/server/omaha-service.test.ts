import { describe, expect, test } from '@jest/globals'
import { fail } from '../../runtime/operation.ts'
import { FAILURES } from '../../store/contract.ts'
import { accept } from '../omaha/accept.ts'
import { decodeRequest, decodeResponse } from '../omaha/decode.ts'
import { encodeRequest, encodeResponse } from '../omaha/encode.ts'
import { CHECKING, FLATCAR } from '../omaha/message-fixture.ts'
import type { Request, RequestApp, RequestEvent, Response } from '../omaha/messages.ts'
import { MONDAY } from '../rollout/decision-fixture.ts'
import { UpdateBench } from './fixture.ts'
import { answerOmaha, packageName } from './omaha-service.ts'

const CONFIG = { appId: FLATCAR, codebase: 'http://updates/packages', name: 'seatrial', startsAt: MONDAY }

/** Over XML both ways, as it is between two machines. */
function send(bench: UpdateBench, request: Request): Response {
  const arrived = decodeRequest(encodeRequest(request))
  return decodeResponse(encodeResponse(bench.run(answerOmaha(bench.server, CONFIG, arrived))))
}

const app = (machineId: string, more: Partial<RequestApp> = {}): RequestApp => ({
  appId: FLATCAR,
  version: '1.0.0',
  track: 'alpha',
  machineId,
  events: [],
  updateCheck: {},
  ...more,
})
const asks = (...apps: readonly RequestApp[]): Request => ({ ...CHECKING, apps })
const reports = (machineId: string, event: RequestEvent, version = '1.0.0'): Request => {
  const { updateCheck: _, ...silent } = app(machineId, { version, events: [event] })
  return asks(silent)
}

describe('the update server over Omaha', () => {
  test('TestAppUpdate: the package of the channel, with all that the client verifies', () => {
    const bench = new UpdateBench()
    bench.offer(1)
    expect(accept(send(bench, asks(app('m0'))), FLATCAR)).toMatchObject({
      kind: 'update',
      version: '2.0.0',
      urls: [`http://updates/packages/${packageName({ version: '2.0.0' })}`],
      size: 1000,
      signature: 'AAAA',
    })
  })

  test('the day of the server began at midnight', () => {
    const bench = new UpdateBench()
    expect(send(bench, asks()).daystart).toEqual({ elapsedSeconds: 8 * 3600 })
  })

  test('TestAppNoUpdate: a machine that runs the release, and one that nothing was published for', () => {
    const bench = new UpdateBench()
    bench.offer(1)
    expect(accept(send(bench, asks(app('m0', { version: '2.0.0' }))), FLATCAR)).toEqual({ kind: 'noupdate' })
    const none = send(bench, asks(app('m1', { track: 'stable' })))
    expect(accept(none, FLATCAR)).toMatchObject({ kind: 'refused', appStatus: 'error-noPackageFound', denial: 'setup' })
  })

  test('a policy is told in the status of the app', () => {
    const bench = new UpdateBench()
    bench.offer(1)
    const [first, second] = send(bench, asks(app('m0'), app('m1'))).apps
    expect(first?.updateCheck?.status).toBe('ok')
    expect(second?.updateCheck?.status).toBe('error-internal')
    expect(second?.status).toBe('error-maxUpdatesPerPeriodLimitReached')
  })

  test('events complete the update, and give the next machine its turn', () => {
    const bench = new UpdateBench()
    bench.offer(1)
    send(bench, asks(app('m0')))
    for (const type of [13, 14, 3]) send(bench, reports('m0', { type, result: 1 }))
    const done = send(bench, reports('m0', { type: 3, result: 2, previousVersion: '1.0.0' }, '2.0.0'))
    expect(done.apps).toEqual([{ appId: FLATCAR, status: 'ok', events: [{ status: 'ok' }] }])
    bench.runner.timers.advance(bench.runner.timers.now() + 10)
    expect(accept(send(bench, asks(app('m1'))), FLATCAR)).toMatchObject({ kind: 'update' })
  })

  test('TestInvalidRequests: an unknown app or group is told as such, stores nothing, and does not end the answer', () => {
    const bench = new UpdateBench()
    bench.offer(3)
    const stored = bench.store.mvcc.revision
    const strange = app('m0', { appId: '{00000000-0000-0000-0000-000000000000}' })
    const statuses = send(bench, asks(strange, app('m0', { track: 'nightly' }))).apps.map(({ status }) => status)
    expect(statuses).toEqual(['error-unknownApplication', 'error-unknownApplicationOrGroup'])
    expect(bench.store.mvcc.revision).toBe(stored)
    const apps = send(bench, asks(strange, app('m0'))).apps
    expect(apps.at(-1)?.updateCheck?.status).toBe('ok')
  })

  test('a machine without an id or with a version that is none is not registered', () => {
    const bench = new UpdateBench()
    bench.offer(3)
    for (const wrong of [app('', {}), app('m0', { version: 'x' })]) {
      expect(send(bench, asks(wrong)).apps[0]?.status).toBe('error-instanceRegistrationFailed')
    }
  })

  test('a store that is not there is an internal error, and never "no update"', () => {
    const bench = new UpdateBench()
    bench.offer(3)
    bench.store.before = () => fail(FAILURES.noLeader)
    const told = accept(send(bench, asks(app('m0'))), FLATCAR)
    expect(told).toMatchObject({ kind: 'refused', appStatus: 'error-internal', denial: 'server' })
  })
})
