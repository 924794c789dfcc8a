// What the containers of a pod look like to the engine: names, ports, commands. Pure: it describes, `pods.ts` creates.

import type { ContainerCreateOptions } from 'dockerode'
import type { MachineId } from '../../../history/event.ts'
import { fleetLockConfig } from '../../../machine/fleetlock.ts'
import { FLEETLOCK_HOST, type MachineSpec, membersOf, type Topology } from '../../../machine/topology.ts'
import type { Tuning } from '../../../machine/tuning.ts'
import type { ImageNames } from '../images.ts'
import {
  clientDoor,
  CONFIG_VARIABLE,
  DISK,
  ETCD_CLIENT_PORT,
  ETCD_PEER_PORT,
  type FleetLockPodConfig,
  NIC_API_PORT,
  peerDoor,
  type PodConfig,
  type PodPlatform,
  WIRE_LISTEN_PORT,
} from '../pod/config.ts'
import type { Labels } from '../run-labels.ts'

/** What all pods of one run share. */
export interface Plan {
  readonly runId: string
  readonly labels: Labels
  readonly images: ImageNames
  readonly topology: Topology
  readonly tuning: Tuning
  readonly seed: number
  readonly epochMs: number
  readonly startsAt: number
  readonly platform: PodPlatform | undefined
}

/** A member of the store, and its machine's number in the topology, from which its ports follow. */
interface Numbered {
  readonly machine: MachineId
  readonly n: number
}

export const isMember = (spec: MachineSpec): boolean => spec.roles.includes('etcd')

export const membersIn = ({ machines }: Topology): readonly Numbered[] =>
  machines.flatMap((spec, n) => (isMember(spec) ? [{ machine: spec.id, n }] : []))

const containerName = ({ runId }: Plan, machine: MachineId, part: 'nic' | 'os' | 'etcd'): string =>
  `${runId}-${machine}-${part}`
export const networkName = ({ runId }: Plan): string => runId
export const volumeName = ({ runId }: Plan, machine: MachineId): string => `${runId}-${machine}-disk`

/** The machine's port on the switch. It owns the pod's name, addresses and published ports, and outlives every boot. */
export function nicOptions(plan: Plan, spec: MachineSpec): ContainerCreateOptions {
  const network = networkName(plan)
  const ports = publishedPorts(plan.topology, spec).map((port) => `${port}/tcp`)
  return {
    name: containerName(plan, spec.id, 'nic'),
    Image: plan.images.toxiproxy,
    Hostname: spec.id,
    Labels: { ...plan.labels },
    Env: ['LOG_LEVEL=error'], // else a line for each connection
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: network,
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
      // Shared by every container that joins the namespace.
      ExtraHosts: membersIn(plan.topology).map(({ machine }) => `${peerName(machine)}:127.0.0.1`),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [spec.id] } } },
  }
}

function publishedPorts(topology: Topology, spec: MachineSpec): readonly number[] {
  const doors = membersIn(topology).map(({ n }) => clientDoor(n))
  return [NIC_API_PORT, WIRE_LISTEN_PORT, ...(isMember(spec) ? [ETCD_CLIENT_PORT] : []), ...doors]
}

export function osOptions(plan: Plan, spec: MachineSpec): ContainerCreateOptions {
  const { topology, tuning, seed, epochMs, startsAt, platform } = plan
  const own = (machine: MachineId): number => (machine === spec.id ? 0 : 1)
  const members = membersIn(topology).map(({ machine, n }) => ({ machine, port: clientDoor(n) }))
  const config: PodConfig = {
    spec,
    tuning,
    seed,
    epochMs,
    startsAt,
    members: members.toSorted((a, b) => own(a.machine) - own(b.machine)),
    ...(platform === undefined ? {} : { platform }),
  }
  return {
    ...joined(plan, spec, 'os'),
    Image: plan.images.machine,
    Env: [`${CONFIG_VARIABLE}=${JSON.stringify(config)}`],
  }
}

export function etcdOptions(plan: Plan, spec: MachineSpec): ContainerCreateOptions {
  const { topology, tuning } = plan
  const peerUrl = ({ machine, n }: Numbered): string =>
    // its own door to itself does not exist, but etcd wants to see its own URL in the list
    `http://${peerName(machine)}:${peerDoor(n)}`
  const members = membersIn(topology)
  const self = members.find(({ machine }) => machine === spec.id) as Numbered // only members have an etcd container
  return {
    ...joined(plan, spec, 'etcd'),
    Image: plan.images.etcd,
    Cmd: [
      ...['--name', spec.id, '--data-dir', `${DISK}/etcd`, '--log-level', 'warn'],
      // a power cut here is a killed process: what it has written is in the host's cache and stays
      '--unsafe-no-fsync',
      ...['--heartbeat-interval', String(tuning.heartbeatMs), '--election-timeout', String(tuning.electionMs)],
      ...['--listen-client-urls', `http://0.0.0.0:${ETCD_CLIENT_PORT}`],
      ...['--advertise-client-urls', `http://${spec.id}:${ETCD_CLIENT_PORT}`],
      ...['--listen-peer-urls', `http://0.0.0.0:${ETCD_PEER_PORT}`],
      ...['--initial-advertise-peer-urls', peerUrl(self)],
      ...['--initial-cluster', members.map((member) => `${member.machine}=${peerUrl(member)}`).join(',')],
      ...['--initial-cluster-token', plan.runId],
    ],
  }
}

/** A container that lives in the nic's network namespace and has the machine's disk. */
function joined(plan: Plan, { id }: MachineSpec, part: 'os' | 'etcd'): ContainerCreateOptions {
  const disk = { Type: 'volume' as const, Source: volumeName(plan, id), Target: DISK }
  return {
    name: containerName(plan, id, part),
    Labels: { ...plan.labels },
    HostConfig: { NetworkMode: `container:${containerName(plan, id, 'nic')}`, Mounts: [disk] },
  }
}

/** The FleetLock server's container: on the switch like a machine, without a machine's faults. */
export function fleetLockOptions(plan: Plan): ContainerCreateOptions {
  const { topology, tuning, seed, epochMs, platform, runId } = plan
  const config: FleetLockPodConfig = {
    config: fleetLockConfig(topology, tuning),
    members: membersOf(topology),
    callTimeoutMs: tuning.callTimeoutMs,
    seed,
    epochMs,
    ...(platform === undefined ? {} : { platform }),
  }
  return {
    name: `${runId}-${FLEETLOCK_HOST}`,
    Labels: { ...plan.labels },
    Image: plan.images.machine,
    Cmd: ['fleetlock'],
    Env: [`${CONFIG_VARIABLE}=${JSON.stringify(config)}`],
    HostConfig: { NetworkMode: networkName(plan) },
    NetworkingConfig: { EndpointsConfig: { [networkName(plan)]: { Aliases: [FLEETLOCK_HOST] } } },
  }
}

const peerName = (machine: MachineId): string => `peer-${machine}`
