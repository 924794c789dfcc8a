// The host of a machine's programs: what they may ask for, and what answers it. The boot loader has one, and a release in a
// slot one of its own.

import { join } from 'node:path'
import { FLEET_SERVICE } from '../../../fleet/fleetd.ts'
import { PROCESS_PORT } from '../../../fleet/manager/processes.ts'
import type { Fact } from '../../../history/event.ts'
import { FLEETLOCK_PORT } from '../../../machine/fleetlock.ts'
import type { MachineContext } from '../../../machine/platform.ts'
import { FIRMWARE_PORT, type Firmware } from '../../../machine/firmware.ts'
import { RELEASE_PORT } from '../../../machine/release.ts'
import { crash } from '../../../machine/supervisor.ts'
import { UPDATES_HOST } from '../../../machine/topology.ts'
import type { Host, Port } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import { RandomStream } from '../../../runtime/random.ts'
import { WIRE_PORT } from '../../../runtime/wire.ts'
import { STORE_PORT } from '../../../store/contract.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { DISK_PORT, UPDATES_PORT } from '../../../updates/engine/ports.ts'
import { updatesPort } from '../updates/updates-port.ts'
import { HttpWire } from '../wire.ts'
import {
  CLOCK_FILE,
  CLOCK_SIGNAL,
  DISK,
  FLEET_API_PORT,
  HALT_STATUS,
  OFF_STATUS,
  OS_DISK,
  type PodConfig,
  REBOOT_STATUS,
  RESET_STATUS,
  UPDATES_DOOR,
  WIRE_LISTEN_PORT,
} from './config.ts'
import { diskPort } from './disk-port.ts'
import { textOf } from './durable.ts'
import { fleetLockPort } from './fleetlock-port.ts'
import { openFleetHttp } from './fleet-http.ts'
import { processPort } from './processes.ts'

export interface MachineHostOptions {
  readonly config: PodConfig
  readonly boot: number
  readonly kernel: Kernel
  readonly record: (fact: Fact) => void
  readonly release: Port
}

/** Kept light: nothing that the first lines of a boot do not need is loaded before they are out. */
export function machineHost({ config, boot, kernel, record, release }: MachineHostOptions): Host {
  const { spec, tuning, seed } = config
  const host: Host = {
    name: spec.id,
    random: new RandomStream(seed, `os:${spec.id}.${boot}`),
    ports: {
      [STORE_PORT]: storePort(kernel, config),
      [WIRE_PORT]: new HttpWire({
        kernel,
        listen: { host: '0.0.0.0', port: WIRE_LISTEN_PORT },
        urlOf: (machine) => `http://${machine}:${WIRE_LISTEN_PORT}`,
        also: { [FLEET_SERVICE]: (ask) => openFleetHttp({ ask, listen: { host: '0.0.0.0', port: FLEET_API_PORT } }) },
      }).port,
      [FLEETLOCK_PORT]: fleetLockPort(tuning.callTimeoutMs),
      [FIRMWARE_PORT]: (request) => process.exit(statusOf(request as Firmware)), // called through machine/reboot.ts alone
      ...(config.updates && { ...updating(config.updates), [RELEASE_PORT]: release }),
      ...(config.units && { [PROCESS_PORT]: processPort(config.units, boot) }),
    },
    record: (fact) => record(fact as Fact), // programs record facts only: see history/event.ts
    crashed: (program, error) => record(crash(program, error)),
    frozen: false,
  }
  const readClock = (): void => {
    host.skewMs = clockSkew()
  }
  process.on(CLOCK_SIGNAL, readClock) // first: a clock that is set in between must not be missed
  readClock()
  return host
}

/** The clock of the hardware is set by the world, and read when the machine starts and when it is told to. */
const clockSkew = (): number => Number(textOf(join(DISK, CLOCK_FILE)) ?? 0)

/** What the programs of a boot are told of their machine. */
export const contextOf = ({ spec, tuning, startsAt, members }: PodConfig, boot: number): MachineContext => ({
  ...{ spec, tuning, boot, startsAt },
  hasStore: members.length > 0,
})

function statusOf(request: Firmware): number {
  switch (request) {
    case 'reboot':
      return REBOOT_STATUS
    case 'reset':
      return RESET_STATUS
    case 'halt':
      return HALT_STATUS
    case 'off':
      return OFF_STATUS
  }
}

const updating = ({ publicKey }: NonNullable<PodConfig['updates']>): Host['ports'] => ({
  [DISK_PORT]: diskPort({ root: OS_DISK, table: join(DISK, 'slots'), publicKey }),
  [UPDATES_PORT]: updatesPort(`http://${UPDATES_HOST}:${UPDATES_DOOR}`),
})

/** gRPC takes longer to load than the rest together, and nothing is asked of the store in the first moments of a boot. */
function storePort(kernel: Kernel, { members, tuning }: PodConfig): Port {
  const ports = new Map(members.map(({ machine, port }) => [machine, port]))
  const loading = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
    const { EtcdStore } = await import('../etcd/etcd-store.ts')
    loaded = new EtcdStore({
      kernel,
      endpoints: new Endpoints(members.map(({ machine }) => machine)),
      urlOf: (member) => `http://127.0.0.1:${ports.get(member)}`,
      defaultWithinMs: tuning.callTimeoutMs,
    }).port
  })
  let loaded: Port | undefined
  return (request, reply) => {
    if (loaded) loaded(request, reply)
    else void loading.then(() => loaded?.(request, reply))
  }
}
