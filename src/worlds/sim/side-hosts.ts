// The servers that stand beside the machines of a simulation, where its topology wants them. They do not fail by
// themselves; what is wrong with the update server is in `update-faults.ts`.

import type { Fact } from '../../history/event.ts'
import { fleetLockConfig, fleetLockService, hasFleetLock } from '../../machine/fleetlock.ts'
import { crash } from '../../machine/supervisor.ts'
import { FLEETLOCK_HOST, hasUpdates, membersOf, UPDATES_HOST } from '../../machine/topology.ts'
import { updateServerConfig, updatesService } from '../../machine/updates.ts'
import type { Host, Port } from '../../runtime/host.ts'
import type { Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { VirtualTimers } from '../../runtime/virtual.ts'
import { WIRE_PORT, type WireRequest } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import type { Node } from './network.ts'
import { SLOW_ANSWER_MS, type UpdateFaults } from './update-faults.ts'
import type { Yard } from './yard.ts'

export function startSideHosts(yard: Yard): void {
  const { platform, startsAt, topology, tuning, timers, payloadServer } = yard
  if (hasFleetLock(topology)) {
    start(yard, FLEETLOCK_HOST, fleetLockService(platform.answerFleetLock, fleetLockConfig(topology, tuning)))
  }
  if (hasUpdates(topology)) {
    const service = updatesService(platform.openUpdates(updateServerConfig(startsAt)))
    start(yard, UPDATES_HOST, service, (wire) => slowed(wire, timers, payloadServer.faults))
  }
}

function start(yard: Yard, name: string, service: Program<void>, wrap = (wire: Port): Port => wire): void {
  const { cluster, kernel, recorder, seed, topology, tuning, wire } = yard
  const source = recorder.source(`${name}.1`)
  const node: Node = `os:${name}`
  wire.up(node)
  const host: Host = {
    name,
    random: new RandomStream(seed, node),
    ports: {
      [STORE_PORT]: cluster.client(node, new Endpoints(membersOf(topology)), tuning.callTimeoutMs),
      [WIRE_PORT]: wrap(wire.port(node)),
    },
    record: (fact) => source.record(fact as Fact), // programs record facts only: see history/event.ts
    crashed: (program, error) => source.record(crash(program, error)),
    frozen: false,
  }
  kernel.start(name, host, service)
}

/** A slow server's answers leave later; what it asks of the store takes no longer. */
const slowed =
  (wire: Port, timers: VirtualTimers, faults: UpdateFaults): Port =>
  (raw, reply) => {
    const late = (raw as WireRequest).kind === 'respond' && faults.has('slow')
    if (late) timers.callAt(timers.now() + SLOW_ANSWER_MS, () => wire(raw, reply))
    else wire(raw, reply)
  }
