// The command line as it is typed, on one etcd.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pem } from './lone-etcd.ts'

/** An etcd may have to be started in between, and its image looked for. */
export const START_WITHIN_MS = 120_000

export const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))

export const AUTHORITY = ['--etcd-cafile', pem('authority')]
export const PAIR = ['--etcd-certfile', pem('client'), '--etcd-keyfile', pem('client-key')]

interface Said {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `seatrial locksmithctl`, with this etcd from the environment. */
export function ctl(url: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Said {
  const env = { ...process.env, NODE_OPTIONS: '', LOCKSMITHCTL_ENDPOINT: url, ...environment }
  return spawnSync(process.execPath, [main, 'locksmithctl', ...args], { encoding: 'utf8', env })
}

/** What it says when there is no etcd that it can talk to. */
export const unavailable = (url: string): Said => ({
  status: 1,
  stdout: '',
  stderr: `no etcd endpoints available, tried: ${url}\n`,
})
