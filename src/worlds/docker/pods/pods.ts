// Creates the pods of a run: for each machine a nic that runs from now on, and the os and etcd containers, which wait
// for power. To start a nic takes the engine half a second; the others are created meanwhile.

import type Dockerode from 'dockerode'
import type { MachineId } from '../../../history/event.ts'
import type { Proxy } from 'toxiproxy-node-client'
import { type MachineSpec, UPDATES_HOST } from '../../../machine/topology.ts'
import type { Door } from '../links.ts'
import { NIC_API_PORT } from '../pod/config.ts'
import { Disk } from './disk.ts'
import {
  etcdOptions,
  isMember,
  networkName,
  nicOptions,
  osOptions,
  type Plan,
  slotsVolume,
  volumeName,
} from './layout.ts'
import { openDoors, openUpdatesDoor } from './proxies.ts'
import { updatesNicOptions, updatesOptions } from './servers.ts'

export interface Pod {
  readonly spec: MachineSpec
  readonly doors: readonly Door[]
  readonly os: Dockerode.Container
  readonly etcd: Dockerode.Container | undefined
  readonly disk: Disk
  /** Where a port of the pod is published on the host. */
  url(port: number): string
}

export interface UpdatesPod {
  /** The proxy through which machines reach the server. */
  readonly proxy: Proxy
  readonly server: Dockerode.Container
  readonly url: (port: number) => string
}

export type Pods = ReadonlyMap<MachineId, Pod>

/** The switch of a run. Everything else hangs on it. */
export const createNetwork = async (docker: Dockerode, plan: Plan): Promise<void> =>
  void (await docker.createNetwork({ Name: networkName(plan), Labels: { ...plan.labels } }))

/** @throws the first failure, after everything else has come to its end: nothing is created behind the caller's back */
export async function createPods(docker: Dockerode, plan: Plan): Promise<Pods> {
  const pods = await allOf(plan.topology.machines.map((spec) => createPod(docker, plan, spec)))
  return new Map(pods.map((pod) => [pod.spec.id, pod]))
}

/** The pod of one machine. */
export async function createPod(docker: Dockerode, plan: Plan, spec: MachineSpec): Promise<Pod> {
  const volumes = [
    { Name: volumeName(plan, spec.id), Labels: { ...plan.labels } },
    ...(spec.channel === undefined ? [] : [slotsVolume(plan, spec)]),
  ]
  // A volume that a mount makes by the way would have no label and outlive the run.
  await allOf(volumes.map((options) => docker.createVolume(options)))
  const nic = await docker.createContainer(nicOptions(plan, spec))
  const [{ url, doors }, os, etcd] = await allOf([
    startNic(nic, plan, spec),
    docker.createContainer(osOptions(plan, spec)),
    isMember(spec) ? docker.createContainer(etcdOptions(plan, spec)) : undefined,
  ])
  const disk = new Disk(docker, plan, spec)
  return { spec, url, doors, os, etcd, disk }
}

/** The update server's pod: its door is open, and the server waits to be started. */
export async function createUpdatesPod(docker: Dockerode, plan: Plan): Promise<UpdatesPod> {
  const nic = await docker.createContainer(updatesNicOptions(plan))
  const started = async (): Promise<Pick<UpdatesPod, 'url' | 'proxy'>> => {
    const url = await startedAt(nic, UPDATES_HOST)
    return { url, proxy: await openUpdatesDoor(url(NIC_API_PORT)) }
  }
  const [{ url, proxy }, server] = await allOf([started(), docker.createContainer(updatesOptions(plan))])
  return { url, proxy, server }
}

async function startNic(nic: Dockerode.Container, plan: Plan, spec: MachineSpec): Promise<Pick<Pod, 'url' | 'doors'>> {
  const url = await startedAt(nic, spec.id)
  return { url, doors: await openDoors(url(NIC_API_PORT), plan.topology, spec) }
}

async function startedAt(nic: Dockerode.Container, name: string): Promise<(port: number) => string> {
  await nic.start()
  const { NetworkSettings } = await nic.inspect()
  return (port) => {
    const published = NetworkSettings.Ports[`${port}/tcp`]?.[0]
    if (!published) throw new Error(`port ${port} of ${name} is not published`)
    return `http://127.0.0.1:${published.HostPort}`
  }
}

/** Like Promise.all, but a failure is thrown only when all the others have ended too. */
export async function allOf<const T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
