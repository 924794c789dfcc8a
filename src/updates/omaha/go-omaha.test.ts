// The acceptance rows of go-omaha that concern messages, by the names that they have there (omaha/*_test.go). Those of its
// client are in `accept.test.ts`.

import { describe, expect, test } from '@jest/globals'
import { decodeRequest, decodeResponse } from './decode.ts'
import { encodeRequest, encodeResponse } from './encode.ts'
import { OmahaInvalid } from './errors.ts'
import { answering, CHECKING, FLATCAR, OFFERED } from './message-fixture.ts'
import type { Request, Response } from './messages.ts'

describe('what go-omaha tests of its codec', () => {
  test('TestHandleNilRequest: an app that only pings, and the answer to it', () => {
    const document = `<request protocol="3.0"><app appid="${FLATCAR}" version="1.2.3"><ping active="1"></ping></app></request>`
    expect(decodeRequest(document).apps).toEqual([
      { appId: FLATCAR, version: '1.2.3', track: '', ping: { active: true }, events: [] },
    ])
    const answer: Response = {
      ...answering(OFFERED),
      apps: [{ appId: FLATCAR, status: 'ok', ping: { status: 'ok' }, events: [] }],
    }
    expect(decodeResponse(encodeResponse(answer))).toEqual(answer)
  })

  test.each(['2.0', '', '3.00', '4'])('TestParseBadVersion: protocol %p', (protocol) => {
    const written = encodeRequest(CHECKING).replace('protocol="3.0"', `protocol="${protocol}"`)
    expect(() => decodeRequest(written)).toThrow(`unsupported omaha protocol: "${protocol}"`)
    expect(() => decodeRequest(written)).toThrow(OmahaInvalid)
  })

  test('TestOmahaRequestUpdateCheck: what CoreOS adds is read, and what nobody knows is ignored', () => {
    const document = `<?xml version="1.0" encoding="UTF-8"?>
      <request protocol="3.0" version="CoreOSUpdateEngine-0.1.0.0" updaterversion="CoreOSUpdateEngine-0.1.0.0"
          installsource="ondemandupdate" ismachine="1" requestid="{1}">
        <!-- a comment -->
        <os version="Chateau" platform="CoreOS" sp="2135.2.0_x86_64" arch="x86_64"></os>
        <hw sse2="1"/>
        <app appid='${FLATCAR}' version="2135.2.0" track="stable" from_track="beta" bootid="{b}" machineid="m"
            oem="ec3000" oemversion="1" alephversion="1.2" machinealias="a" lang="en-US" board="amd64-usr"
            hardware_class="" delta_okay="false" multi_manifest_ok="true" __proto__="x" constructor="y">
          <ping active="1" a="-1"/>
          <updatecheck targetversionprefix="21"></updatecheck>
          <event eventtype="3" eventresult="0" errorcode="268435466">text</event>
        </app>
      </request>`
    expect(decodeRequest(document)).toStrictEqual({
      protocol: '3.0',
      version: 'CoreOSUpdateEngine-0.1.0.0',
      updaterVersion: 'CoreOSUpdateEngine-0.1.0.0',
      installSource: 'ondemandupdate',
      isMachine: true,
      os: { platform: 'CoreOS', version: 'Chateau', servicePack: '2135.2.0_x86_64', arch: 'x86_64' },
      apps: [
        {
          appId: FLATCAR,
          version: '2135.2.0',
          track: 'stable',
          fromTrack: 'beta',
          bootId: '{b}',
          machineId: 'm',
          oem: 'ec3000',
          oemVersion: '1',
          alephVersion: '1.2',
          machineAlias: 'a',
          lang: 'en-US',
          board: 'amd64-usr',
          hardwareClass: '',
          deltaOkay: false,
          multiManifestOk: true,
          ping: { active: true },
          updateCheck: { targetVersionPrefix: '21' },
          events: [{ type: 3, result: 0, errorCode: 268435466 }],
        },
      ],
    } satisfies Request)
  })

  test('TestOmahaResponsAsRequest and TestOmahaRequestAsResponse: the wrong root', () => {
    expect(() => decodeRequest(encodeResponse(answering(OFFERED)))).toThrow(
      'not an omaha request: its root is <response>',
    )
    expect(() => decodeResponse(encodeRequest(CHECKING))).toThrow('not an omaha response: its root is <request>')
  })

  test('ExampleNewRequest: exact XML', () =>
    expect(encodeRequest(CHECKING)).toMatchInlineSnapshot(`
     "<?xml version="1.0" encoding="UTF-8"?>
     <request protocol="3.0" version="update_engine-0.4.10" updaterversion="update_engine-0.4.10" installsource="scheduler" ismachine="1">
       <os platform="CoreOS" version="Chateau" sp="3815.2.0_x86_64"/>
       <app appid="{e96281a6-d1af-4bde-9a0a-97b76e56dc57}" version="3815.2.0" track="stable" bootid="{a4f2bd16-6a8c-4a3e-a1a4-5a2f1a5c0a11}" machineid="00000000000000000000000000000001" oem="vm &#38; &#34;metal&#34;" board="amd64-usr" delta_okay="false">
         <ping active="1"/>
         <updatecheck/>
         <event eventtype="3" eventresult="2" previousversion="3760.2.0"/>
       </app>
     </request>
     "
    `))
  test('ExampleNewResponse: exact XML', () =>
    expect(encodeResponse(answering(OFFERED))).toMatchInlineSnapshot(`
     "<?xml version="1.0" encoding="UTF-8"?>
     <response protocol="3.0" server="seatrial">
       <daystart elapsed_seconds="49008"/>
       <app appid="{e96281a6-d1af-4bde-9a0a-97b76e56dc57}" status="ok">
         <ping status="ok"/>
         <event status="ok"/>
         <updatecheck status="ok" PollInterval="2700">
           <urls>
             <url codebase="http://updates.test/amd64-usr/3815.2.1"/>
           </urls>
           <manifest version="3815.2.1">
             <packages>
               <package name="update.gz" hash="+LXvjiaPkeYDLHoNKlf9qbJwvnk=" size="67546213" required="true"/>
             </packages>
             <actions>
               <action event="postinstall" sha256="0VAlQW3RE99SGtSB5R4m08antAHO8XDoBMKDyxQT/Mg=" Signature="c2lnbmVk" DisplayVersion="3815.2.1" needsadmin="false" IsDeltaPayload="false" DisablePayloadBackoff="true"/>
             </actions>
           </manifest>
         </updatecheck>
       </app>
     </response>
     "
    `))

  test('TestMultiManifestParsing: several manifests, with floors and a target', () => {
    const document = `<response protocol="3.0"><app appid="a" status="ok"><updatecheck status="ok">
        <manifest version="1" is_floor="true" floor_reason="new keys"/><manifest version="2" is_target="true"/>
      </updatecheck></app></response>`
    expect(decodeResponse(document).apps[0]?.updateCheck?.manifests).toEqual([
      { version: '1', isFloor: true, floorReason: 'new keys', packages: [], actions: [] },
      { version: '2', isTarget: true, packages: [], actions: [] },
    ])
  })

  test('MultiManifestOKMarshaling: written only when said', () => {
    expect(encodeRequest(CHECKING)).not.toContain('multi_manifest_ok')
    const [app] = CHECKING.apps
    const saying = { ...CHECKING, apps: [{ ...app!, multiManifestOk: true }] }
    expect(encodeRequest(saying)).toContain('multi_manifest_ok="true"')
  })
})
