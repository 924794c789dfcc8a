// Machines in containers whose disks are under test, and the real update server beside them.

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { CODEBASE } from '../src/machine/updates.ts'
import type { Program } from '../src/runtime/operation.ts'
import { type DiskRequest, DISK_PORT } from '../src/updates/engine/ports.ts'
import { packageName } from '../src/updates/server/omaha-service.ts'
import type { DiskBench, DiskMachine } from '../src/worlds/contracts/disk.ts'
import { findEngine } from '../src/worlds/docker/engine.ts'
import { ensureImages } from '../src/worlds/docker/images.ts'
import type { ContainerRun, MachineContainer } from '../src/worlds/docker/machines/container.ts'
import { osOptions, type Plan } from '../src/worlds/docker/pods/layout.ts'
import { createNetwork, createPod, createUpdatesPod, type Pod } from '../src/worlds/docker/pods/pods.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'
import { Releases } from '../src/worlds/docker/updates/releases.ts'
import { UpdatesHost } from '../src/worlds/docker/updates/updates-host.ts'
import { portServer, ServedPort } from './served-port.ts'

/** The update server runs; machines come as they are asked for. */
export async function openDiskBench(): Promise<DiskBench> {
  const engine = await findEngine()
  const { docker } = engine
  const releases = new Releases(undefined)
  const runId = `seatrial-${process.pid}-${randomBytes(4).toString('hex')}`
  const plan: Plan = {
    ...{ runId, labels: runLabels(runId), images: await ensureImages(engine), topology: { machines: [] } },
    ...{ tuning: QUICK_UPDATES, seed: 1, epochMs: Date.now(), startsAt: Date.now() },
    ...{ platform: undefined, publicKey: releases.publicKey },
  }
  await createNetwork(docker, plan)
  const pod = await createUpdatesPod(docker, plan)
  await pod.server.start()
  let cuts = 0
  const updates = new UpdatesHost({ ...pod, releases, newId: () => ++cuts })
  await updates.ready()
  const machines: Machine[] = []
  let count = 0
  return {
    async machine() {
      const spec = { id: `m${count++}`, roles: [], group: '', strategy: 'off' as const, channel: 'alpha' }
      const machinePod = await createPod(docker, plan, spec)
      const options = osOptions(plan, spec)
      const named = { ...options, name: `${options.name}-disk` } // the os keeps its own
      const server = await portServer(docker, named, ['disk', releases.publicKey])
      const machine = new Machine(machinePod, server)
      machines.push(machine)
      return machine.on()
    },
    async publish(version, behaviour) {
      return { ...(await updates.build(version, behaviour)), url: `${CODEBASE}${packageName({ version })}` }
    },
    async impair(how) {
      const id = await updates.impair(how)
      return () => updates.mend(id)
    },
    async served() {
      return Number(await (await fetch(`${updates.direct}/sent`)).text())
    },
    async close() {
      for (const machine of machines) machine.close()
      await sweep(engine, { runId })
    },
  }
}

class Machine implements DiskMachine {
  readonly #pod: Pod
  readonly #container: MachineContainer
  readonly #disk: ServedPort
  #run: ContainerRun | undefined

  constructor(pod: Pod, server: MachineContainer) {
    this.#pod = pod
    this.#container = server
    this.#disk = new ServedPort(DISK_PORT, pod, server)
  }

  close(): void {
    this.#disk[Symbol.dispose]()
  }

  /** Boots, and waits until its disk is served. */
  async on(): Promise<this> {
    this.#run = await this.#container.start()
    await this.#disk.up()
    return this
  }

  run<T>(program: Program<T>): Promise<T> {
    return this.#disk.run(program)
  }

  async interrupt(request: DiskRequest, afterMs: number): Promise<void> {
    const asked = this.#disk.ask(request).catch(() => {}) // its power goes meanwhile
    await pause(afterMs)
    await this.#container.kill('SIGKILL')
    await this.#run?.exited
    await asked
    await this.on()
  }

  fill(): Promise<void> {
    return this.#pod.disk.fill()
  }

  free(): Promise<void> {
    return this.#pod.disk.free()
  }
}
