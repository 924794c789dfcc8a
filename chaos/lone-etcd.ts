// One etcd that stands for a cluster's own, which is not open to everybody: with TLS, with users. It has the certificates
// of `chaos/tls` in its container, listens on 127.0.0.1, and is gone when closed.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findEngine } from '../src/worlds/docker/engine.ts'
import type { EtcdAccess } from '../src/worlds/docker/etcd/access.ts'
import { MemberChannel } from '../src/worlds/docker/etcd/member-channel.ts'
import { perform } from '../src/worlds/docker/etcd/perform.ts'
import { ensureImages } from '../src/worlds/docker/images.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'
import { TAR_END, tarEntries } from '../src/worlds/docker/updates/tar-file.ts'

const HEALTHY_WITHIN_MS = 30_000
const ASK_WITHIN_MS = 1_000

/** A certificate or key of `chaos/tls`. */
export const pem = (name: string): string => fileURLToPath(new URL(`tls/${name}.pem`, import.meta.url))

export const authorities = readFileSync(pem('authority'))

/** The flags of an etcd that shows its certificate. */
export const TLS = { 'cert-file': '/server.pem', 'key-file': '/server-key.pem' }

export interface LoneEtcd {
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts it, and returns when it answers.
 * @param flags of etcd, without the two dashes; its certificates are `/authority.pem`, `/server.pem`, `/server-key.pem`
 * @param access with which it must answer
 */
export async function startEtcd(
  scheme: 'http' | 'https',
  flags: Readonly<Record<string, string>>,
  access: EtcdAccess = {},
): Promise<LoneEtcd> {
  const engine = await findEngine()
  const { etcd } = await ensureImages(engine)
  const runId = `etcd-${randomUUID().slice(0, 8)}`
  const close = async (): Promise<void> => void (await sweep(engine, { runId }))
  try {
    const all = {
      'listen-client-urls': `${scheme}://0.0.0.0:2379`,
      'advertise-client-urls': `${scheme}://127.0.0.1:2379`,
      'log-level': 'error',
      ...flags,
    }
    const container = await engine.docker.createContainer({
      Image: etcd,
      name: `seatrial-${runId}`,
      Cmd: Object.entries(all).map(([flag, value]) => `--${flag}=${value}`),
      Labels: runLabels(runId),
      ExposedPorts: { '2379/tcp': {} },
      HostConfig: { PortBindings: { '2379/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    })
    const names = ['authority', 'server', 'server-key']
    const files = names.map((name) => ({ path: `${name}.pem`, content: readFileSync(pem(name)) }))
    await container.putArchive(Buffer.concat([tarEntries(files), TAR_END]), { path: '/' })
    await container.start()
    const { NetworkSettings } = await container.inspect()
    const port = NetworkSettings.Ports['2379/tcp']?.[0]?.HostPort
    const url = `${scheme}://127.0.0.1:${port}`
    await healthy(url, access)
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function healthy(url: string, access: EtcdAccess): Promise<void> {
  const giveUp = Date.now() + HEALTHY_WITHIN_MS
  for (;;) {
    const channel = new MemberChannel(url, access)
    try {
      const signal = AbortSignal.timeout(ASK_WITHIN_MS)
      const via = channel.callable(signal)
      await perform({ kind: 'range', key: 'health' }, { via, signal, deadline: Date.now() + ASK_WITHIN_MS })
      return
    } catch (error) {
      if (Date.now() > giveUp) throw error
      await pause(50)
    } finally {
      channel.close()
    }
  }
}
