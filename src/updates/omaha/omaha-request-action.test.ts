// The acceptance rows of update_engine about the messages that it sends and reads, named after its own tests
// (src/update_engine/omaha_request_action_unittest.cc). What it does about a network that fails is the engine's.

import { describe, expect, test } from '@jest/globals'
import { type Accepted, accept } from './accept.ts'
import { ERROR_CODE, EVENT_RESULT, EVENT_TYPE, splitErrorCode } from './codes.ts'
import { decodeRequest, decodeResponse } from './decode.ts'
import { encodeRequest } from './encode.ts'
import { OmahaInvalid } from './errors.ts'
import { CHECKING } from './message-fixture.ts'
import type { Request, RequestApp } from './messages.ts'

const APP = 'test-app-id'
const PACKAGE = '<package name="file.signed" size="123" required="true"/>'
const ACTION = '<action event="postinstall" sha256="HASH1234=" needsadmin="false" deadline="20101020"/>'

/** A response with this inside of its app, and this start of the day. */
const response = (inside: string, daystart = '<daystart elapsed_seconds="100"/>'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><response protocol="3.0">${daystart}<app appid="${APP}" status="ok">
  <ping status="ok"/>${inside}</app></response>`

const offer = (
  parts: { codebase?: string; url?: string; version?: string; packages?: string; actions?: string } = {},
) => {
  const { codebase = 'http://code/base/', version = 'version="1.2.3.4"', packages = PACKAGE, actions = ACTION } = parts
  const { url = `<urls><url codebase="${codebase}"/></urls>` } = parts
  return response(`<updatecheck status="ok">${url}<manifest ${version}>
    <packages>${packages}</packages><actions>${actions}</actions></manifest></updatecheck>`)
}
const read = (document: string): Accepted => accept(decodeResponse(document), APP)

/** The message that a machine sends, its app changed. */
const sent = (app: Partial<RequestApp>, more: Partial<Request> = {}): string =>
  encodeRequest({ ...CHECKING, apps: [{ ...(CHECKING.apps[0] as RequestApp), ...app }], ...more })

describe('what is read', () => {
  test('NoUpdateTest', () => expect(read(response('<updatecheck status="noupdate"/>'))).toEqual({ kind: 'noupdate' }))

  test('ValidUpdateTest', () =>
    expect(read(offer())).toMatchObject({
      kind: 'update',
      version: '1.2.3.4',
      urls: ['http://code/base/file.signed'],
      size: 123,
      sha256: 'HASH1234=',
      deadline: '20101020',
    }))

  test('InvalidXmlTest, NoOutputPipeTest: what is no message is an error, and no update', () => {
    for (const document of ['invalid xml>', '<response protocol="3.0"', offer().slice(0, -1), `${offer()}${offer()}`]) {
      expect(() => read(document)).toThrow(expect.objectContaining({ code: 'OMAHA_NOT_XML' }))
    }
  })

  test.each(['', '\n  '])('EmptyResponseTest: %j', (document) =>
    expect(() => read(document)).toThrow(expect.objectContaining({ code: 'OMAHA_EMPTY' })),
  )

  test.each<[string, string]>([
    ['MissingStatusTest', response('<updatecheck/>')],
    ['InvalidStatusTest', response('<updatecheck status="InvalidStatusTest"/>')],
    ['MissingNodesetTest', response('')],
    [
      'MissingNodesetTest: no manifest',
      response('<updatecheck status="ok"><urls><url codebase="a"/></urls></updatecheck>'),
    ],
    ['MissingFieldTest: no version', offer({ version: '' })],
    ['MissingFieldTest: no urls', offer({ url: '' })],
    ['MissingFieldTest: no codebase', offer({ url: '<urls><url/></urls>' })],
    ['MissingFieldTest: no package', offer({ packages: '' })],
    ['MissingFieldTest: no name', offer({ packages: '<package size="123"/>' })],
    ['MissingFieldTest: no size', offer({ packages: '<package name="file.signed"/>' })],
    ['MissingFieldTest: no sha256', offer({ actions: '<action event="postinstall"/>' })],
    ['MissingFieldTest: no postinstall', offer({ actions: '<action event="install" sha256="HASH1234="/>' })],
  ])('%s: refused as code 34', (_, document) =>
    expect(read(document)).toMatchObject({ kind: 'refused', code: ERROR_CODE.omahaResponseInvalid }),
  )

  test.each(['http://code/base/', 'http://code/base'])('ConcatUrlSlashTest: %s', (codebase) =>
    expect(read(offer({ codebase }))).toMatchObject({ urls: ['http://code/base/file.signed'] }),
  )

  test('XmlDecodeTest: escaped characters are what they stand for', () => {
    const actions = ACTION.replace('20101020', '&lt;20110101')
    expect(read(offer({ codebase: 'testthe&amp;codebase/', actions }))).toMatchObject({
      urls: ['testthe&codebase/file.signed'],
      deadline: '<20110101',
    })
  })

  test('ParseIntTest: a size of more than 32 bits', () =>
    expect(read(offer({ packages: PACKAGE.replace('123', '123123123123123') }))).toMatchObject({
      size: 123123123123123,
    }))

  test('NoElapsedSecondsTest: a day that does not say when it began began now', () => {
    for (const daystart of ['', '<daystart blah="200"/>']) {
      expect(read(response('<updatecheck status="noupdate"/>', daystart))).toEqual({ kind: 'noupdate' })
    }
  })

  // update_engine ignores it. A server that writes rubbish where a number is due is not believed about the rest here.
  test('BadElapsedSecondsTest: a number that is none is an error', () => {
    const document = response('<updatecheck status="noupdate"/>', '<daystart elapsed_seconds="x"/>')
    expect(() => read(document)).toThrow(OmahaInvalid)
  })
})

describe('what is sent', () => {
  test('XmlEncodeTest: what could be taken for markup is escaped, once', () => {
    const os = { platform: 'CoreOS', version: 'Chateau', servicePack: 'testtheservice_pack>' }
    const [oem, track] = ['<OEM MODEL>', 'unittest_track&lt;']
    const document = sent({ oem, track }, { os })
    for (const raw of ['testtheservice_pack>', oem, track]) expect(document).not.toContain(raw)
    expect(decodeRequest(document)).toMatchObject({ os, apps: [{ oem, track }] })
  })

  test('FormatUpdateCheckOutputTest, OEMFieldTest: a check pings, and says who and what runs', () => {
    const document = sent({ oem: 'ec2', oemVersion: '1.2', hardwareClass: 'OEM MODEL 09235 7471', events: [] })
    expect(document).toContain('<ping active="1"/>\n    <updatecheck/>')
    for (const said of ['oem="ec2"', 'oemversion="1.2"', 'hardware_class="OEM MODEL 09235 7471"', ' bootid="{']) {
      expect(document).toContain(said)
    }
  })

  const { ping: _, updateCheck: __, ...silent } = CHECKING.apps[0] as RequestApp
  const event = (type: number, result: number, errorCode?: number): string =>
    encodeRequest({
      ...CHECKING,
      apps: [{ ...silent, events: [errorCode === undefined ? { type, result } : { type, result, errorCode }] }],
    })

  test('FormatSuccessEventOutputTest, IsEventTest: an event asks for nothing and does not ping', () => {
    const document = event(EVENT_TYPE.updateDownloadStarted, EVENT_RESULT.success)
    expect(document).toContain('<event eventtype="13" eventresult="1"/>')
    expect(document).not.toMatch(/ping|updatecheck/)
  })

  test('FormatErrorEventOutputTest, OmahaEventTest: an error says which', () => {
    const document = event(EVENT_TYPE.downloadComplete, EVENT_RESULT.error, ERROR_CODE.error)
    expect(document).toContain('<event eventtype="1" eventresult="0" errorcode="1"/>')
    expect(document).not.toContain('updatecheck')
  })

  test.each([true, false])('FormatDeltaOkayOutputTest: %p', (deltaOkay) =>
    expect(sent({ deltaOkay })).toContain(` delta_okay="${deltaOkay}"`),
  )

  test.each(['ondemandupdate', 'scheduler'])('FormatInteractiveOutputTest: %s', (installSource) =>
    expect(sent({}, { installSource })).toContain(` installsource="${installSource}"`),
  )

  test('PingTest, ActivePingTest: a ping alone, or with a check', () => {
    const alone = encodeRequest({ ...CHECKING, apps: [{ ...silent, ping: { active: true }, events: [] }] })
    expect(alone).toContain('<ping active="1"/>')
    expect(alone).not.toMatch(/updatecheck|previousversion/)
    const previousVersion = '3760.2.0'
    const both = sent({ events: [{ type: 3, result: 2, previousVersion }] })
    for (const part of ['<ping active="1"/>', '<updatecheck/>', 'previousversion="3760.2.0"'])
      expect(both).toContain(part)
  })

  test('NetworkFailureTest, NetworkFailureBadHTTPCodeTest: an HTTP status is reported as 2000 and the status', () => {
    expect(event(3, 0, ERROR_CODE.httpStatusBase + 501)).toContain('errorcode="2501"')
    expect(splitErrorCode(2501)).toEqual({ code: 2501, flags: [] })
  })
})
