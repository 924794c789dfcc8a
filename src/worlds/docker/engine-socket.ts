// The path under which a container can have the socket of its own engine: machines that run units have it.

import type { Engine } from './engine.ts'

/** Units cannot be run on this engine. The message says why, and what to do. */
export class UnitsNeedSocket extends Error {
  override readonly name = 'UnitsNeedSocket'
  readonly code = 'UNITS_NEED_SOCKET'
}

/** Docker Desktop's engine runs in a virtual machine, and has its socket there under this path whatever the host calls it. */
const IN_VIRTUAL_MACHINE = '/var/run/docker.sock'

/** @throws UnitsNeedSocket when the engine is reached over a network, or in any other way than a socket of this host */
export function engineSocketOf(
  { address }: Pick<Engine, 'address'>,
  platform: NodeJS.Platform = process.platform,
): string {
  const path = /^unix:\/\/(\/.+)$/.exec(address)?.[1]
  if (platform !== 'linux' && /^(?:unix|npipe):/.test(address)) return IN_VIRTUAL_MACHINE
  if (path !== undefined) return path
  throw new UnitsNeedSocket(
    `machines with fleet run their units as containers and need the engine's own socket for that; ${address} is none ` +
      '(remedy: run this on the host of the engine, with DOCKER_HOST=unix:///var/run/docker.sock)',
  )
}
