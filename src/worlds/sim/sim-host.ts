// The host of one boot of a simulated machine: its ports, to the store, to the network and to the machine's own parts.

import { PROCESS_PORT } from '../../fleet/manager/processes.ts'
import type { Fact } from '../../history/event.ts'
import { FLEETLOCK_PORT, type FleetLockPost } from '../../machine/fleetlock.ts'
import { FIRMWARE_PORT, type Firmware } from '../../machine/firmware.ts'
import { RELEASE_PORT, type ReleaseRequest } from '../../machine/release.ts'
import { crash } from '../../machine/supervisor.ts'
import { FLEETLOCK_HOST, membersOf } from '../../machine/topology.ts'
import type { Host, Port } from '../../runtime/host.ts'
import { RandomStream } from '../../runtime/random.ts'
import { type Json, WIRE_PORT } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { DISK_PORT, UPDATES_PORT } from '../../updates/engine/ports.ts'
import type { SimDisk } from './disk.ts'
import type { Node } from './network.ts'
import type { PowerTimers } from './power-timers.ts'
import type { SimProcesses } from './processes.ts'
import { updatesPort } from './updates-port.ts'
import type { Yard } from './yard.ts'

/** What a machine has that updates itself. */
export interface SlotParts {
  readonly clock: PowerTimers
  readonly disk: SimDisk
}

/** The parts of a machine that not every one has. */
export interface MachineParts {
  readonly slots: SlotParts | undefined
  readonly processes: SimProcesses | undefined
}

/** What a boot does to the machine that it runs on. */
export interface Chassis {
  /** Does what is asked of the firmware, which does not come back. */
  readonly ask: (request: Firmware) => void
  /** The release runs. */
  readonly started: () => void
}

export function machineHost(
  yard: Yard,
  id: string,
  boot: number,
  { slots, processes }: MachineParts,
  chassis: Chassis,
): Host {
  const { cluster, recorder, seed, topology, tuning } = yard
  const node: Node = `os:${id}`
  const source = recorder.source(`${id}.${boot}`)
  const own = (member: string) => (member === id ? 0 : 1)
  const members = membersOf(topology).toSorted((a, b) => own(a) - own(b))
  const wire = yard.wire.port(node)
  return {
    name: id,
    random: new RandomStream(seed, `os:${id}.${boot}`),
    ports: {
      [STORE_PORT]: cluster.client(node, new Endpoints(members), tuning.callTimeoutMs),
      [WIRE_PORT]: wire,
      [FLEETLOCK_PORT]: (posted, reply) => {
        const body = posted as FleetLockPost & Json // the port is called through machine/fleetlock.ts alone
        const withinMs = tuning.callTimeoutMs
        wire({ kind: 'request', host: FLEETLOCK_HOST, service: FLEETLOCK_HOST, body, withinMs }, reply)
      },
      [FIRMWARE_PORT]: (request) => chassis.ask(request as Firmware), // called through machine/reboot.ts alone
      ...(slots && {
        [DISK_PORT]: slots.disk.port,
        [UPDATES_PORT]: updatesPort(wire),
        [RELEASE_PORT]: releasePort(slots, chassis, tuning.bootMs),
      }),
      ...(processes && { [PROCESS_PORT]: processes.port }),
    },
    record: (fact) => source.record(fact as Fact), // programs record facts only: see history/event.ts
    crashed: (program, error) => source.record(crash(program, error)),
    frozen: false,
  }
}

/** @param stuckMs how long a release that does not boot takes until the hardware's watchdog resets the machine */
function releasePort({ clock, disk }: SlotParts, { ask, started }: Chassis, stuckMs: number): Port {
  let healthy = false
  return (raw, reply) => {
    const request = raw as ReleaseRequest // the port is called through machine/release.ts alone
    if (request.kind === 'health') {
      reply.answer(healthy)
      return
    }
    const does = disk.start(request.os.slot)
    healthy = does === 'runs'
    if (does === 'resets') {
      clock.after(stuckMs, () => ask('reset'))
      return
    }
    started()
    reply.answer(undefined)
  }
}
