// What the containers of a pod look like to the engine: names, ports, commands. Pure: it describes, `pods.ts` creates.

import type { ContainerCreateOptions, HostConfig, MountSettings, VolumeCreateOptions } from 'dockerode'
import type { MachineId } from '../../../history/event.ts'
import type { MachineSpec, Topology } from '../../../machine/topology.ts'
import type { Tuning } from '../../../machine/tuning.ts'
import type { ImageNames } from '../images.ts'
import {
  APP_PORT,
  clientDoor,
  CONFIG_VARIABLE,
  DISK,
  ENGINE_SOCKET,
  ETCD_CLIENT_PORT,
  ETCD_PEER_PORT,
  FLEET_API_PORT,
  NIC_API_PORT,
  OS_DISK,
  peerDoor,
  type PodConfig,
  type PodPlatform,
  type UnitsConfig,
  WIRE_LISTEN_PORT,
} from '../pod/config.ts'
import { type Labels, MACHINE_LABEL } from '../run-labels.ts'

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
  /** With which machines check releases, base64; undefined where no machine updates itself. */
  readonly publicKey: string | undefined
  /** The engine's own socket, by its path on the engine's host; absent where no machine runs units. */
  readonly engineSocket?: string | undefined
}

/** A member of the store, and its machine's number in the topology, from which its ports follow. */
interface Numbered {
  readonly machine: MachineId
  readonly n: number
}

export const isMember = (spec: MachineSpec): boolean => spec.roles.includes('etcd')

export const membersIn = ({ machines }: Topology): readonly Numbered[] =>
  machines.flatMap((spec, n) => (isMember(spec) ? [{ machine: spec.id, n }] : []))

export const containerName = ({ runId }: Plan, machine: string, part: 'nic' | 'os' | 'etcd'): string =>
  `${runId}-${machine}-${part}`
export const networkName = ({ runId }: Plan): string => runId
export const volumeName = ({ runId }: Plan, machine: MachineId): string => `${runId}-${machine}-disk`
const slotsVolumeName = ({ runId }: Plan, machine: MachineId): string => `${runId}-${machine}-slots`

/** Room for both slots and a few payloads; what is beyond that fills at once. */
const SLOTS_SIZE = '32m'

/**
 * A file system of its own that can be full. It is there for as long as a container that has it runs: the nic, which no
 * boot and no power cut ends.
 */
export const slotsVolume = (plan: Plan, { id }: MachineSpec): VolumeCreateOptions => ({
  Name: slotsVolumeName(plan, id),
  Labels: { ...plan.labels },
  Driver: 'local',
  DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${SLOTS_SIZE}` },
})

/** Where a machine with slots has them. */
export const slotsMounts = (plan: Plan, { id, channel }: MachineSpec): MountSettings[] =>
  channel === undefined ? [] : [{ Type: 'volume', Source: slotsVolumeName(plan, id), Target: OS_DISK }]

/** The machine's port on the switch. It owns the pod's name, addresses and published ports, and outlives every boot. */
export const nicOptions = (plan: Plan, spec: MachineSpec): ContainerCreateOptions =>
  switchPort(plan, spec.id, publishedPorts(plan.topology, spec), {
    // Shared by every container that joins the namespace.
    ExtraHosts: membersIn(plan.topology).map(({ machine }) => `${peerName(machine)}:127.0.0.1`),
    Mounts: slotsMounts(plan, spec),
  })

/** A Toxiproxy with a name on the run's network and ports that are published on the host. */
export function switchPort(
  plan: Plan,
  id: string,
  published: readonly number[],
  hostConfig: HostConfig = {},
): ContainerCreateOptions {
  const network = networkName(plan)
  const ports = published.map((port) => `${port}/tcp`)
  return {
    name: containerName(plan, id, 'nic'),
    Image: plan.images.toxiproxy,
    Hostname: id,
    Labels: { ...plan.labels },
    Env: ['LOG_LEVEL=error'], // else a line for each connection
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      ...hostConfig,
      NetworkMode: network,
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [id] } } },
  }
}

function publishedPorts(topology: Topology, spec: MachineSpec): readonly number[] {
  const doors = membersIn(topology).map(({ n }) => clientDoor(n))
  const fleet = spec.fleet ? [FLEET_API_PORT, APP_PORT] : []
  return [NIC_API_PORT, WIRE_LISTEN_PORT, ...(isMember(spec) ? [ETCD_CLIENT_PORT] : []), ...fleet, ...doors]
}

export function osOptions(plan: Plan, spec: MachineSpec): ContainerCreateOptions {
  const { topology, tuning, seed, epochMs, startsAt, platform, publicKey } = plan
  const own = (machine: MachineId): number => (machine === spec.id ? 0 : 1)
  const members = membersIn(topology).map(({ machine, n }) => ({ machine, port: clientDoor(n) }))
  const config: PodConfig = {
    spec,
    tuning,
    seed,
    epochMs,
    startsAt,
    members: members.toSorted((a, b) => own(a.machine) - own(b.machine)),
    ...(publicKey !== undefined && spec.channel !== undefined && { updates: { publicKey } }),
    ...(spec.fleet && { units: unitsConfig(plan, spec) }),
    ...(platform === undefined ? {} : { platform }),
  }
  return {
    ...joined(plan, spec, 'os', [...slotsMounts(plan, spec), ...engineMounts(plan, spec)]),
    Image: plan.images.machine,
    Env: [`${CONFIG_VARIABLE}=${JSON.stringify(config)}`],
  }
}

/** The labels that all containers of a machine's units carry. */
export const unitLabels = ({ labels }: Pick<Plan, 'labels'>, machine: MachineId): Labels => ({
  ...labels,
  [MACHINE_LABEL]: machine,
})

const unitsConfig = (plan: Plan, { id }: MachineSpec): UnitsConfig => ({
  image: plan.images.machine,
  nic: containerName(plan, id, 'nic'),
  os: containerName(plan, id, 'os'),
  prefix: `${plan.runId}-${id}-unit`,
  labels: unitLabels(plan, id),
})

/** With the engine's socket a machine runs its units' processes; and could do anything else that the engine can. */
const engineMounts = ({ engineSocket }: Plan, { fleet }: MachineSpec): MountSettings[] =>
  fleet && engineSocket !== undefined ? [{ Type: 'bind', Source: engineSocket, Target: ENGINE_SOCKET }] : []

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
function joined(
  plan: Plan,
  { id }: MachineSpec,
  part: 'os' | 'etcd',
  mounts: readonly MountSettings[] = [],
): ContainerCreateOptions {
  const disk: MountSettings = { Type: 'volume', Source: volumeName(plan, id), Target: DISK }
  return {
    name: containerName(plan, id, part),
    Labels: { ...plan.labels },
    HostConfig: { NetworkMode: `container:${containerName(plan, id, 'nic')}`, Mounts: [disk, ...mounts] },
  }
}

const peerName = (machine: MachineId): string => `peer-${machine}`
