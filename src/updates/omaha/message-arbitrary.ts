// Arbitrary messages for the tests: any that the wire can carry, with the texts that have broken codecs before.

import fc from 'fast-check'
import type { Action, Manifest, Package, Request, RequestApp, Response, ResponseApp, UpdateCheck } from './messages.ts'

/** What XML can carry and a careless writer breaks on (flatcar #1424). */
const hostile = fc.constantFrom(
  '',
  ' ',
  '  leading and trailing  ',
  ' '.repeat(300),
  'line\nbreak\r\n\ttab',
  `"double" and 'single'`,
  '<app appid="x"/>',
  ']]>',
  '<!-- -->',
  '&amp;&#60;&bogus;&',
  'a=b/>',
  '\u{1F600}\u{10FFFF}',
  '\u{85}\u{2028}\u{A0}\u{FEFF}\u{200B}',
  '__proto__',
  'true',
  '007',
)

const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u

const text = fc.oneof(
  hostile,
  fc.string(),
  fc.string({ unit: 'binary' }).filter((drawn) => ALLOWED.test(drawn)),
  fc.array(hostile, { maxLength: 3 }).map((parts) => parts.join('')),
)
const whole = fc.oneof(fc.nat(100), fc.maxSafeNat())

/** Every property of `optional` may be left out. */
function record<R extends object, O extends object>(
  required: { [Key in keyof R]: fc.Arbitrary<R[Key]> },
  optional: { [Key in keyof O]: fc.Arbitrary<O[Key]> },
): fc.Arbitrary<R & Partial<O>> {
  return fc
    .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
    .map(([always, sometimes]) => ({ ...always, ...sometimes }) as R & Partial<O>)
}

const plain = <R extends object>(required: { [Key in keyof R]: fc.Arbitrary<R[Key]> }): fc.Arbitrary<R> =>
  record(required, {})

const few = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { maxLength: 3 })

const requestApp: fc.Arbitrary<RequestApp> = record(
  {
    appId: text,
    version: text,
    track: text,
    events: few(record({ type: whole, result: whole }, { previousVersion: text, nextVersion: text, errorCode: whole })),
  },
  {
    fromTrack: text,
    bootId: text,
    machineId: text,
    machineAlias: text,
    oem: text,
    oemVersion: text,
    alephVersion: text,
    lang: text,
    board: text,
    hardwareClass: text,
    deltaOkay: fc.boolean(),
    multiManifestOk: fc.boolean(),
    ping: plain({ active: fc.boolean() }),
    updateCheck: record({}, { targetVersionPrefix: text }),
  },
)

export const anyRequest: fc.Arbitrary<Request> = record(
  {
    protocol: fc.constant('3.0' as const),
    version: text,
    updaterVersion: text,
    installSource: text,
    isMachine: fc.boolean(),
    apps: few(requestApp),
  },
  {
    userId: text,
    sessionId: text,
    os: record({ platform: text, version: text, servicePack: text }, { arch: text }),
  },
)

const packaged: fc.Arbitrary<Package> = record(
  { name: text, hash: text, size: whole, required: fc.boolean() },
  { hashSha256: text },
)

const action: fc.Arbitrary<Action> = record(
  { event: fc.oneof(fc.constant('postinstall'), text) },
  {
    sha256: text,
    signature: text,
    displayVersion: text,
    needsAdmin: fc.boolean(),
    isDeltaPayload: fc.boolean(),
    disablePayloadBackoff: fc.boolean(),
    maxFailureCountPerUrl: whole,
    metadataSignatureRsa: text,
    metadataSize: whole,
    deadline: text,
    moreInfo: text,
    prompt: text,
  },
)

const manifest: fc.Arbitrary<Manifest> = record(
  { version: text, packages: few(packaged), actions: few(action) },
  { isFloor: fc.boolean(), floorReason: text, isTarget: fc.boolean() },
)

const updateCheck: fc.Arbitrary<UpdateCheck> = record(
  { status: fc.oneof(fc.constantFrom('ok', 'noupdate'), text), urls: few(text), manifests: few(manifest) },
  { pollInterval: whole },
)

const responseApp: fc.Arbitrary<ResponseApp> = record(
  { appId: text, status: text, events: few(plain({ status: text })) },
  { ping: plain({ status: text }), updateCheck },
)

export const anyResponse: fc.Arbitrary<Response> = plain({
  protocol: fc.constant('3.0' as const),
  server: text,
  daystart: plain({ elapsedSeconds: whole }),
  apps: few(responseApp),
})
