// The acceptance rows of go-omaha that are not about one message in one direction, by the names that they have there
// (omaha/*_test.go, omaha/client/*_test.go). `go-omaha.test.ts` has those of its codec, `accept.test.ts` those of what a
// client makes of an answer.

import { describe, expect, test } from '@jest/globals'
import { accept } from './accept.ts'
import { decodeRequest, decodeResponse } from './decode.ts'
import { encodeRequest, encodeResponse } from './encode.ts'
import { answering, CHECKING, FLATCAR, OFFERED } from './message-fixture.ts'
import type { Manifest, RequestApp, UpdateCheck } from './messages.ts'

const MANIFEST = OFFERED.manifests[0] as Manifest
const offering = (...manifests: readonly Manifest[]): UpdateCheck => ({ ...OFFERED, manifests })

describe('several manifests', () => {
  test('TestSingleManifestParsing: one that says nothing of floors', () => {
    const document = encodeResponse(answering(OFFERED))
    expect(document).not.toMatch(/is_floor|is_target|floor_reason/)
    expect(decodeResponse(document).apps[0]?.updateCheck?.manifests).toEqual([MANIFEST])
  })

  test('TestMultiManifestMarshaling: floors before the target, each with what it is', () => {
    const floor: Manifest = { ...MANIFEST, version: '1.0.0', isFloor: true, floorReason: 'a "new" table & keys' }
    const target: Manifest = { ...MANIFEST, version: '2.0.0', isTarget: true }
    const document = encodeResponse(answering(offering(floor, target)))
    expect(document).toContain('floor_reason="a &#34;new&#34; table &#38; keys"')
    expect(document.indexOf('is_floor="true"')).toBeLessThan(document.indexOf('is_target="true"'))
    expect(decodeResponse(document).apps[0]?.updateCheck?.manifests).toEqual([floor, target])
    expect(accept(decodeResponse(document), FLATCAR)).toMatchObject({ kind: 'update', version: '1.0.0' })
  })

  test.each([true, false])('TestMultiManifestOKMarshaling: %p is read back', (multiManifestOk) => {
    const [app] = CHECKING.apps as [RequestApp]
    const request = { ...CHECKING, apps: [{ ...app, multiManifestOk }] }
    expect(decodeRequest(encodeRequest(request))).toEqual(request)
  })
})

describe('a client', () => {
  const { updateCheck: _, ...quiet } = CHECKING.apps[0] as RequestApp

  test('TestClientPing: a ping, nothing else, and its answer', () => {
    const ping = { ...CHECKING, apps: [{ ...quiet, ping: { active: true }, events: [] }] }
    expect(decodeRequest(encodeRequest(ping))).toEqual(ping)
    const pong = { ...answering(OFFERED), apps: [{ appId: FLATCAR, status: 'ok', ping: { status: 'ok' }, events: [] }] }
    expect(decodeResponse(encodeResponse(pong)).apps[0]).toEqual(pong.apps[0])
  })

  test('TestNewMachine: the user is the machine, and the session its boot', () => {
    const [userId, sessionId] = ['00000000000000000000000000000001', '{a4f2bd16-6a8c-4a3e-a1a4-5a2f1a5c0a11}']
    const document = encodeRequest({ ...CHECKING, userId, sessionId })
    expect(document).toContain(`userid="${userId}" sessionid="${sessionId}"`)
    expect(decodeRequest(document)).toMatchObject({
      userId,
      sessionId,
      apps: [{ machineId: userId, bootId: sessionId }],
    })
  })

  test('TestHTTPClientLarge: an answer that is too large is told apart from one that is empty', () => {
    const large = encodeResponse(answering(OFFERED)).replace('<daystart', `${' '.repeat(1024 * 1024)}<daystart`)
    expect(() => decodeResponse(large)).toThrow(expect.objectContaining({ code: 'OMAHA_TOO_LARGE' }))
    expect(() => decodeResponse('')).toThrow(expect.objectContaining({ code: 'OMAHA_EMPTY' }))
  })
})
