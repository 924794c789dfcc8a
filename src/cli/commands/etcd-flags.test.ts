import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Option } from 'commander'
import { UsageError } from '../exit.ts'
import { accessOf, endpointsOf, fromEnvironment } from './etcd-flags.ts'

const pem = (name: string) => fileURLToPath(new URL(`../../../chaos/tls/${name}.pem`, import.meta.url))
const AUTHORITY = pem('authority')
const CERTIFICATE = pem('client')
const KEY = pem('client-key')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-etcd-flags-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (text: string): string => {
  const path = join(folder, 'file')
  writeFileSync(path, text)
  return path
}

describe('a list of endpoints', () => {
  test('is read', () => {
    expect(endpointsOf('http://a, https://b:1/,http://[::1]:2,HTTP://a:2379')).toEqual([
      'http://a:2379',
      'https://b:1',
      'http://[::1]:2',
    ])
  })

  test.each([[''], ['a:2379'], ['http://a,,http://b'], ['http://a/v2'], ['http://me:secret@a'], ['ftp://a']])(
    'is not %p',
    (list) => expect(() => endpointsOf(list)).toThrow(UsageError),
  )
})

describe('access to etcd', () => {
  test('needs nothing, and an empty name is none', () => {
    expect(accessOf({})).toEqual({})
    expect(accessOf({ etcdCafile: '', etcdCertfile: '', etcdUsername: '' })).toEqual({})
  })

  test('may be by an authority alone, by a pair alone, by both, and by a user besides (flatcar #948)', () => {
    const authorities = readFileSync(AUTHORITY)
    const client = { certificate: readFileSync(CERTIFICATE), key: readFileSync(KEY) }
    const pair = { etcdCertfile: CERTIFICATE, etcdKeyfile: KEY }
    expect(accessOf({ etcdCafile: AUTHORITY })).toEqual({ tls: { authorities } })
    expect(accessOf(pair)).toEqual({ tls: { client } })
    expect(accessOf({ etcdCafile: AUTHORITY, ...pair, etcdUsername: 'a', etcdPassword: 'b' })).toEqual({
      tls: { authorities, client },
      user: { name: 'a', password: 'b' },
    })
  })

  test.each([
    ['a file that is not there', { etcdCafile: '/nowhere/ca.pem' }, '--etcd-cafile: ENOENT: no such file or directory'],
    ['a key for a certificate', { etcdCafile: KEY }, `--etcd-cafile: ${KEY} holds no certificate in PEM`],
    ['a certificate alone', { etcdCertfile: CERTIFICATE }, '--etcd-certfile needs --etcd-keyfile as well'],
    ['a key alone', { etcdKeyfile: KEY }, '--etcd-keyfile needs --etcd-certfile as well'],
    ['a name alone', { etcdUsername: 'a' }, '--etcd-username needs --etcd-password as well'],
    ['a password alone', { etcdPassword: 'a' }, '--etcd-password needs --etcd-username as well'],
    ['a certificate for a key', { etcdCertfile: CERTIFICATE, etcdKeyfile: CERTIFICATE }, 'holds no private key'],
    ['the key of another', { etcdCertfile: CERTIFICATE, etcdKeyfile: pem('server-key') }, 'is not the key of'],
  ])('is not by %s', (_, flags, says) => {
    expect(() => accessOf(flags)).toThrow(UsageError)
    expect(() => accessOf(flags)).toThrow(says)
  })

  test('is not by a certificate that is damaged', () => {
    const damaged = file(readFileSync(AUTHORITY, 'utf8').replace(/\n\w{8}/, '\nMIIBxxxx'))
    expect(() => accessOf({ etcdCafile: damaged })).toThrow(`--etcd-cafile: ${damaged} is damaged`)
  })
})

describe('the environment', () => {
  const named = (flags: string, environment: Readonly<Record<string, string>>) =>
    fromEnvironment(new Option(flags), 'X', environment).envVar

  test('names a flag in capitals', () =>
    expect(named('--etcd-cafile <file>', { X_ETCD_CAFILE: 'a' })).toBe('X_ETCD_CAFILE'))

  test.each([
    ['--group <name>', {}, undefined],
    ['--group <name>', { X_GROUP: '' }, undefined],
    ['--group <name>', { X_GROUP: 'false' }, 'X_GROUP'],
    ['--debug', { X_DEBUG: 'true' }, 'X_DEBUG'],
    ['--debug', { X_DEBUG: '1' }, 'X_DEBUG'],
    ['--debug', { X_DEBUG: 'False' }, undefined],
    ['--debug', { X_DEBUG: '0' }, undefined],
    ['--debug', { X_DEBUG: '' }, undefined],
  ])('%s: %j', (flags, environment, name) => expect(named(flags, environment)).toBe(name))
})
