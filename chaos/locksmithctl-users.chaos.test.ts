// `seatrial locksmithctl`, and a server of ours, on an etcd that wants to know who asks.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AuthClient } from 'etcd3'
import { acquire, release } from '../src/locksmith/lock.ts'
import { ROOT } from '../src/locksmith/semaphore.ts'
import { prefixEnd } from '../src/store/contract.ts'
import { MemberChannel } from '../src/worlds/docker/etcd/member-channel.ts'
import { AUTHORITY, ctl, main, START_WITHIN_MS } from './ctl.ts'
import { liveStoreBench } from './live-store-bench.ts'
import { authorities, type LoneEtcd, startEtcd, TLS } from './lone-etcd.ts'

describe('an etcd with users', () => {
  const TTL_SECONDS = 2
  let etcd: LoneEtcd
  beforeAll(async () => {
    etcd = await startEtcd('https', { ...TLS, 'auth-token-ttl': `${TTL_SECONDS}` }, { tls: { authorities } })
    await addUsers(etcd.url)
  }, START_WITHIN_MS)
  afterAll(() => etcd?.close(), START_WITHIN_MS)

  const as = (name: string, password: string): readonly string[] => [
    ...AUTHORITY,
    ...['--etcd-username', name, '--etcd-password', password],
  ]
  const REFUSED = 'not authenticated: the user or the password is missing or wrong\n'

  test('is worked by a user, also of the environment', () => {
    expect(ctl(etcd.url, [...as('locksmith', 'secret'), 'lock', 'a'])).toMatchObject({ status: 0, stderr: '' })
    const environment = { LOCKSMITHCTL_ETCD_USERNAME: 'locksmith', LOCKSMITHCTL_ETCD_PASSWORD: 'secret' }
    expect(ctl(etcd.url, [...AUTHORITY, 'status'], environment).stdout).toContain('\na\n')
    expect(ctl(etcd.url, [...AUTHORITY, 'unlock', 'a'], environment)).toMatchObject({ status: 0, stderr: '' })
  })

  test.each([
    ['nobody', AUTHORITY, REFUSED],
    ['a wrong password', as('locksmith', 'wrong'), REFUSED],
    ['nobody it knows', as('who', 'secret'), REFUSED],
    ['who may not', as('guest', 'secret'), 'permission denied\n'],
  ])('refuses %s, and says so', (_, flags, reason) => {
    expect(ctl(etcd.url, [...flags, 'status'])).toEqual(expect.objectContaining({ status: 1, stdout: '' }))
    expect(ctl(etcd.url, [...flags, 'lock', 'a']).stderr).toBe(`Error locking: ${reason}`)
  })

  test('a token that has expired is renewed, and the request is made once', async () => {
    const access = { tls: { authorities }, user: { name: 'locksmith', password: 'secret' } }
    const failures: string[] = []
    const onFailure = (_: string, why: string): void => void failures.push(why)
    const { url } = etcd
    const desk = liveStoreBench({ names: ['m0'], urlOf: () => url, close: async () => {}, access, onFailure })
    expect(await desk.run(acquire('ttl', 'a'))).toMatchObject({ kind: 'done', changed: true })
    await pause((TTL_SECONDS + 2) * 1_000) // etcd looks for old ones every second
    const [one, two] = await Promise.all([desk.run(acquire('ttl', 'a')), desk.run(acquire('ttl2', 'b'))])
    expect([one, two]).toMatchObject([
      { kind: 'done', changed: false },
      { kind: 'done', changed: true },
    ])
    expect(failures).toEqual([])
    expect(await desk.run(release('ttl', 'a'))).toMatchObject({ kind: 'done', changed: true })
    await desk.close()
  })

  test('a FleetLock server stands in front of it', async () => {
    const environment = { SEATRIAL_ETCD_USERNAME: 'locksmith', SEATRIAL_ETCD_PASSWORD: 'secret' }
    const args = ['fleetlock', '--endpoint', etcd.url, ...AUTHORITY, '--listen', '127.0.0.1:0']
    const env = { ...process.env, NODE_OPTIONS: '', ...environment }
    const server = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const answer = await fetch(`${await urlOf(server)}/v1/pre-reboot`, {
        method: 'POST',
        headers: { 'fleet-lock-protocol': 'true' },
        body: '{"client_params":{"id":"z","group":"default"}}',
      })
      expect(answer.status).toBe(200)
      expect(ctl(etcd.url, [...as('locksmith', 'secret'), '--group', 'default', 'status']).stdout).toContain('\nz\n')
    } finally {
      server.kill()
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    }
  })
})

test(
  'an etcd without users takes whoever says that he is one',
  async () => {
    const etcd = await startEtcd('http', {})
    try {
      const said = ctl(etcd.url, ['--etcd-username', 'a', '--etcd-password', 'b', 'lock', 'a'])
      expect(said).toMatchObject({ status: 0, stderr: '' })
    } finally {
      await etcd.close()
    }
  },
  START_WITHIN_MS,
)

/** root, as there must be one; `locksmith`, who may do all to reboot locks; `guest`, who may do nothing. */
async function addUsers(url: string): Promise<void> {
  const channel = new MemberChannel(url, { tls: { authorities } })
  try {
    const auth = new AuthClient(channel.callable(AbortSignal.timeout(START_WITHIN_MS)))
    await auth.userAdd({ name: 'root', password: 'root' })
    await auth.userGrantRole({ user: 'root', role: 'root' })
    await auth.roleAdd({ name: 'locks' })
    const perm = { permType: 'Readwrite', key: Buffer.from(ROOT), range_end: Buffer.from(prefixEnd(ROOT)) } as const
    await auth.roleGrantPermission({ name: 'locks', perm })
    await auth.userAdd({ name: 'locksmith', password: 'secret' })
    await auth.userGrantRole({ user: 'locksmith', role: 'locks' })
    await auth.userAdd({ name: 'guest', password: 'secret' })
    await auth.authEnable()
  } finally {
    channel.close()
  }
}

/** Where a server says that it serves. */
async function urlOf(server: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of server.stdout ?? []) {
    said += String(chunk)
    const url = /at (http:\S+),/.exec(said)?.[1]
    if (url) return url
  }
  throw new Error(`it ended, and said: ${said}`)
}
