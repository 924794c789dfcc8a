import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { accept } from './accept.ts'
import { APP_STATUS, ERROR_CODE, ERROR_FLAG, EVENT_RESULT, EVENT_TYPE, splitErrorCode, UPDATE_STATUS } from './codes.ts'
import { isOmahaContentType } from './content-type.ts'
import { decodeRequest, decodeResponse } from './decode.ts'
import { denialKind } from './denial.ts'
import { encodeRequest, encodeResponse } from './encode.ts'
import { anyResponse } from './message-arbitrary.ts'
import { answering, CHECKING, FLATCAR, OFFERED } from './message-fixture.ts'
import type { Manifest, Response, UpdateCheck } from './messages.ts'
import { packageUrl } from './urls.ts'

const judged = (response: Response) => accept(decodeResponse(encodeResponse(response)), FLATCAR)
const MANIFEST = OFFERED.manifests[0] as Manifest
const offering = (changed: Partial<Manifest>): UpdateCheck => ({ ...OFFERED, manifests: [{ ...MANIFEST, ...changed }] })
const PACKAGE = MANIFEST.packages[0]!
const ACTION = MANIFEST.actions[0]!

describe('what a client accepts', () => {
  test('TestClientWithUpdate and TestOmahaResponseWithUpdate: all that is needed to download and verify', () => {
    expect(judged(answering(OFFERED))).toStrictEqual({
      kind: 'update',
      version: '3815.2.1',
      urls: ['http://updates.test/amd64-usr/3815.2.1/update.gz'],
      name: 'update.gz',
      size: 67546213,
      sha256: '0VAlQW3RE99SGtSB5R4m08antAHO8XDoBMKDyxQT/Mg=',
      signature: 'c2lnbmVk',
      displayVersion: '3815.2.1',
      isDelta: false,
      disableBackoff: true,
      pollInterval: 2700,
    })
  })

  test('TestClientNoUpdate: quietly nothing, and when to ask again', () => {
    const answer: UpdateCheck = { status: UPDATE_STATUS.noUpdate, pollInterval: 60, urls: [], manifests: [] }
    expect(judged(answering(answer))).toStrictEqual({ kind: 'noupdate', pollInterval: 60 })
  })

  test('an older version is taken as well: the comparison is the server’s', () => {
    expect(judged(answering(offering({ version: '1.0.0' })))).toMatchObject({ kind: 'update', version: '1.0.0' })
  })

  test('only the first manifest, the first package and the postinstall action count', () => {
    const other = { ...PACKAGE, name: 'oem.gz', size: 1 }
    const check = offering({
      packages: [PACKAGE, other],
      actions: [
        { event: 'install', sha256: 'x' },
        { event: 'postinstall', sha256: 'y', deadline: 'now', maxFailureCountPerUrl: 3, isDeltaPayload: true },
      ],
    })
    const manifests = [...check.manifests, { ...MANIFEST, version: '9' }]
    expect(judged(answering({ ...check, manifests }))).toMatchObject({
      version: '3815.2.1',
      name: 'update.gz',
      sha256: 'y',
      deadline: 'now',
      maxFailureCountPerUrl: 3,
      isDelta: true,
      disableBackoff: false,
    })
  })

  const { sha256: _, ...unverified } = ACTION
  test.each<[string, UpdateCheck]>([
    ['no status', { ...OFFERED, status: '' }],
    ['an error', { ...OFFERED, status: UPDATE_STATUS.internal }],
    ['a status that nobody knows', { ...OFFERED, status: 'OK' }],
    ['no manifest', { ...OFFERED, manifests: [] }],
    ['no url', { ...OFFERED, urls: [] }],
    ['an empty codebase', { ...OFFERED, urls: ['http://a/', ''] }],
    ['no version', offering({ version: '' })],
    ['no package', offering({ packages: [] })],
    ['a package without a name', offering({ packages: [{ ...PACKAGE, name: '' }] })],
    ['a package without a size', offering({ packages: [{ ...PACKAGE, size: 0 }] })],
    ['no action', offering({ actions: [] })],
    ['another action', offering({ actions: [{ ...ACTION, event: 'install' }] })],
    ['no sha256', offering({ actions: [unverified] })],
    ['an empty sha256', offering({ actions: [{ ...ACTION, sha256: '' }] })],
  ])('an answer with %s is refused with 34', (_, check) => {
    expect(judged(answering(check))).toMatchObject({
      kind: 'refused',
      code: 34,
      appStatus: APP_STATUS.ok,
      updateStatus: check.status,
    })
  })

  test('an answer without an updatecheck, or about another app, is refused', () => {
    const { updateCheck: _, ...app } = answering(OFFERED).apps[0]!
    expect(judged({ ...answering(OFFERED), apps: [app] })).toMatchObject({ kind: 'refused', code: 34 })
    expect(judged({ ...answering(OFFERED), apps: [] })).toMatchObject({ kind: 'refused', code: 34 })
    expect(accept(answering(OFFERED), '{another}')).toMatchObject({ kind: 'refused', code: 34 })
  })

  test('a denial is refused with 34 too, and told apart from a failure', () => {
    const denied: UpdateCheck = { status: UPDATE_STATUS.internal, urls: [], manifests: [] }
    const kindOf = (status: string) => {
      const answer = judged(answering(denied, status))
      return answer.kind === 'refused' ? answer.denial : undefined
    }
    expect(kindOf('error-maxConcurrentUpdatesLimitReached')).toBe('policy')
    expect(kindOf('error-noPackageFound')).toBe('setup')
    expect(kindOf(APP_STATUS.internal)).toBe('server')
    expect(kindOf(APP_STATUS.ok)).toBeUndefined()
  })

  test('every status of an app but ok is a denial', () => {
    for (const status of Object.values(APP_STATUS)) expect(denialKind(status) === undefined).toBe(status === 'ok')
  })

  test('an update is never accepted without a place, a size and a hash', () => {
    fc.assert(
      fc.property(anyResponse, (response) => {
        for (const { appId } of response.apps) {
          const answer = accept(response, appId)
          if (answer.kind !== 'update') continue
          expect(answer.urls.length).toBeGreaterThan(0)
          expect(answer.size).toBeGreaterThan(0)
          for (const needed of [answer.version, answer.name, answer.sha256]) expect(needed).not.toBe('')
        }
      }),
    )
  })
})

describe('what goes with the messages', () => {
  test.each([
    ['http://a/b/', 'c.gz', 'http://a/b/c.gz'],
    ['http://a/b', 'c.gz', 'http://a/b/c.gz'],
  ])('TestUpdateURLs: %s and %s', (codebase, name, url) => expect(packageUrl(codebase, name)).toBe(url))

  test.each([
    '',
    'text/xml',
    'TEXT/XML',
    'application/xml',
    'text/xml; charset=utf-8',
    'text/xml;charset="UTF-8"',
    ' application/xml ; charset=Utf-8;',
    'text/xml; q=1',
  ])('TestCheckContentType: %p is accepted', (header) => expect(isOmahaContentType(header)).toBe(true))

  test.each([
    'text/plain',
    'xml',
    'text/xml; charset=ascii',
    'text/xml; charset',
    'text/xmlx',
    'text/xml; charset=utf-8; charset=ascii',
    'application/json; a=text/xml',
  ])('TestCheckContentType: %p is refused', (header) => expect(isOmahaContentType(header)).toBe(false))

  test('TestClientEvent: what is sent is received', () => {
    const events = [
      { type: EVENT_TYPE.updateDownloadStarted, result: EVENT_RESULT.success },
      {
        type: EVENT_TYPE.updateComplete,
        result: EVENT_RESULT.error,
        errorCode: ERROR_CODE.rollback + ERROR_FLAG.devMode,
      },
    ]
    const { updateCheck: _, ...app } = CHECKING.apps[0]!
    expect(decodeRequest(encodeRequest({ ...CHECKING, apps: [{ ...app, events }] })).apps[0]?.events).toEqual(events)
  })

  test('an error code is split from its flags', () => {
    const { devMode, testUrl } = ERROR_FLAG
    expect(splitErrorCode(ERROR_CODE.httpStatusBase + 503)).toEqual({ code: 2503, flags: [] })
    expect(splitErrorCode(ERROR_CODE.payloadHashMismatch + devMode + testUrl)).toEqual({
      code: 10,
      flags: ['devMode', 'testUrl'],
    })
    expect(splitErrorCode(2 ** 32 - 1)).toEqual({
      code: 2 ** 28 - 1,
      flags: ['devMode', 'resumed', 'testImage', 'testUrl'],
    })
  })
})
