// Creates the pods of a run: for each machine a nic that runs from now on, and the os and etcd containers, which wait
// for power. To start a nic takes the engine half a second; the others are created meanwhile.

import type Dockerode from 'dockerode'
import type { MachineId } from '../../../history/event.ts'
import type { MachineSpec } from '../../../machine/topology.ts'
import type { Door } from '../links.ts'
import { NIC_API_PORT } from '../pod/config.ts'
import { etcdOptions, isMember, networkName, nicOptions, osOptions, type Plan, volumeName } from './layout.ts'
import { openDoors } from './proxies.ts'

export interface Pod {
  readonly spec: MachineSpec
  readonly doors: readonly Door[]
  readonly os: Dockerode.Container
  readonly etcd: Dockerode.Container | undefined
  /** Where a port of the pod is published on the host. */
  url(port: number): string
}

export type Pods = ReadonlyMap<MachineId, Pod>

/** @throws the first failure, after everything else has come to its end: nothing is created behind the caller's back */
export async function createPods(docker: Dockerode, plan: Plan): Promise<Pods> {
  await docker.createNetwork({ Name: networkName(plan), Labels: { ...plan.labels } })
  const pods = await allOf(plan.topology.machines.map((spec) => createPod(docker, plan, spec)))
  return new Map(pods.map((pod) => [pod.spec.id, pod]))
}

async function createPod(docker: Dockerode, plan: Plan, spec: MachineSpec): Promise<Pod> {
  const [nic] = await allOf([
    docker.createContainer(nicOptions(plan, spec)),
    // A volume that a mount makes by the way would have no label and outlive the run.
    docker.createVolume({ Name: volumeName(plan, spec.id), Labels: { ...plan.labels } }),
  ])
  const [{ url, doors }, os, etcd] = await allOf([
    startNic(nic, plan, spec),
    docker.createContainer(osOptions(plan, spec)),
    isMember(spec) ? docker.createContainer(etcdOptions(plan, spec)) : undefined,
  ])
  return { spec, url, doors, os, etcd }
}

async function startNic(nic: Dockerode.Container, plan: Plan, spec: MachineSpec): Promise<Pick<Pod, 'url' | 'doors'>> {
  await nic.start()
  const { NetworkSettings } = await nic.inspect()
  const url = (port: number): string => {
    const published = NetworkSettings.Ports[`${port}/tcp`]?.[0]
    if (!published) throw new Error(`port ${port} of ${spec.id} is not published`)
    return `http://127.0.0.1:${published.HostPort}`
  }
  return { url, doors: await openDoors(url(NIC_API_PORT), plan.topology, spec) }
}

/** Like Promise.all, but a failure is thrown only when all the others have ended too. */
async function allOf<const T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
