// `seatrial locksmithctl` on an etcd that shows a certificate and may want to see one, as a cluster's own does.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AUTHORITY, ctl, PAIR, START_WITHIN_MS, unavailable } from './ctl.ts'
import { authorities, type LoneEtcd, pem, startEtcd, TLS } from './lone-etcd.ts'

describe('an etcd with TLS', () => {
  let etcd: LoneEtcd
  beforeAll(async () => {
    etcd = await startEtcd('https', TLS, { tls: { authorities } })
  }, START_WITHIN_MS)
  afterAll(() => etcd?.close(), START_WITHIN_MS)

  test('is reached with its authority alone, typed with one dash or two (flatcar #948)', () => {
    expect(ctl(etcd.url, [...AUTHORITY, 'lock', 'a'])).toMatchObject({ status: 0, stderr: '' })
    const status = ctl(etcd.url, ['-etcd-cafile', pem('authority'), 'status'])
    expect(status).toMatchObject({ status: 0, stdout: 'Available: 0\nMax: 1\n\nMACHINE ID\na\n', stderr: '' })
  })

  test('is reached with the environment alone, and what is typed wins', () => {
    const environment = { LOCKSMITHCTL_ETCD_CAFILE: pem('authority'), LOCKSMITHCTL_GROUP: 'g' }
    expect(ctl(etcd.url, ['lock', 'b'], environment)).toMatchObject({ status: 0, stderr: '' })
    expect(ctl(etcd.url, ['status'], environment).stdout).toContain('\nb\n')
    expect(ctl(etcd.url, ['--group', 'other', 'status'], environment).stdout).toBe('Available: 1\nMax: 1\n')
    expect(ctl(etcd.url, ['--etcd-cafile', pem('stranger'), 'status'], environment)).toMatchObject(
      unavailable(etcd.url),
    )
  })

  test.each([
    ['without an authority', [], /unable to verify the first certificate/],
    ['with the authority of another', ['--etcd-cafile', pem('stranger')], /unable to verify the first certificate/],
  ])('is not trusted %s: one line says that, and --debug why', (_, flags, why) => {
    expect(ctl(etcd.url, [...flags, 'lock', 'a'])).toMatchObject(unavailable(etcd.url))
    const debugged = ctl(etcd.url, [...flags, '--debug', 'lock', 'a'])
    expect(debugged.status).toBe(1)
    expect(debugged.stderr).toMatch(why)
    expect(debugged.stderr).not.toMatch(/\n\s+at /)
  })

  test('does not talk to whoever speaks plain HTTP', () => {
    const plain = etcd.url.replace('https', 'http')
    expect(ctl(plain, ['--timeout', '1000', 'status'])).toMatchObject(unavailable(plain))
  })
})

describe('an etcd that wants to see certificates', () => {
  const client = { certificate: readFileSync(pem('client')), key: readFileSync(pem('client-key')) }
  let etcd: LoneEtcd
  beforeAll(async () => {
    const flags = { ...TLS, 'trusted-ca-file': '/authority.pem', 'client-cert-auth': 'true' }
    etcd = await startEtcd('https', flags, { tls: { authorities, client } })
  }, START_WITHIN_MS)
  afterAll(() => etcd?.close(), START_WITHIN_MS)

  test('is reached with one', () => {
    expect(ctl(etcd.url, [...AUTHORITY, ...PAIR, 'set-max', '2'])).toMatchObject({
      status: 0,
      stdout: 'Old-Max: 1\nMax: 2\n',
      stderr: '',
    })
  })

  test('turns away who shows none', () => {
    expect(ctl(etcd.url, [...AUTHORITY, 'status'])).toMatchObject(unavailable(etcd.url))
  })
})
