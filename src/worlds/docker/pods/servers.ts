// The servers beside the machines, as the engine sees them. The FleetLock server stands on the switch like a machine, without
// a machine's faults; the update server behind a Toxiproxy of its own, so that the way to it can be impaired.

import type { ContainerCreateOptions } from 'dockerode'
import { fleetLockConfig } from '../../../machine/fleetlock.ts'
import { FLEETLOCK_HOST, membersOf, UPDATES_HOST } from '../../../machine/topology.ts'
import {
  CONFIG_VARIABLE,
  type FleetLockPodConfig,
  NIC_API_PORT,
  UPDATES_DIRECT_PORT,
  UPDATES_DOOR,
  type UpdatesPodConfig,
} from '../pod/config.ts'
import { containerName, networkName, type Plan, switchPort } from './layout.ts'

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

export const updatesNicOptions = (plan: Plan): ContainerCreateOptions =>
  switchPort(plan, UPDATES_HOST, [NIC_API_PORT, UPDATES_DOOR, UPDATES_DIRECT_PORT])

export function updatesOptions(plan: Plan): ContainerCreateOptions {
  const { topology, tuning, seed, epochMs, startsAt, platform } = plan
  const config: UpdatesPodConfig = {
    members: membersOf(topology),
    callTimeoutMs: tuning.callTimeoutMs,
    ...{ seed, epochMs, startsAt },
    ...(platform === undefined ? {} : { platform }),
  }
  return {
    name: containerName(plan, UPDATES_HOST, 'os'),
    Labels: { ...plan.labels },
    Image: plan.images.machine,
    Cmd: ['updates'],
    Env: [`${CONFIG_VARIABLE}=${JSON.stringify(config)}`],
    HostConfig: { NetworkMode: `container:${containerName(plan, UPDATES_HOST, 'nic')}` },
  }
}
