// Machines in containers whose disks are under test, and the real update server beside them.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import type { MachineSpec } from '../src/machine/topology.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { CODEBASE } from '../src/machine/updates.ts'
import type { Host } from '../src/runtime/host.ts'
import { liveRunner } from '../src/runtime/live.ts'
import type { Ending, Program } from '../src/runtime/operation.ts'
import { RandomStream } from '../src/runtime/random.ts'
import { type DiskRequest, DISK_PORT } from '../src/updates/engine/ports.ts'
import { packageName } from '../src/updates/server/omaha-service.ts'
import type { DiskBench, DiskMachine } from '../src/worlds/contracts/disk.ts'
import { findEngine } from '../src/worlds/docker/engine.ts'
import { ensureImages } from '../src/worlds/docker/images.ts'
import { type ContainerRun, MachineContainer } from '../src/worlds/docker/machines/container.ts'
import { PACKAGE, WIRE_LISTEN_PORT } from '../src/worlds/docker/pod/config.ts'
import { osOptions, type Plan } from '../src/worlds/docker/pods/layout.ts'
import { createNetwork, createPod, createUpdatesPod, type Pod } from '../src/worlds/docker/pods/pods.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'
import { Releases } from '../src/worlds/docker/updates/releases.ts'
import { TAR_END, tarEntries } from '../src/worlds/docker/updates/tar-file.ts'
import { UpdatesHost } from '../src/worlds/docker/updates/updates-host.ts'

const UP_WITHIN_MS = 30_000
const ASK_AGAIN_MS = 20
const SERVER = 'disk-server.mjs'

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
  let machines = 0
  return {
    async machine() {
      const spec = { id: `m${machines++}`, roles: [], group: '', strategy: 'off' as const, channel: 'alpha' }
      const machine = await createPod(docker, plan, spec)
      return new Machine(machine, await diskServer(docker, plan, spec)).on()
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
    close: async () => void (await sweep(engine, { runId })),
  }
}

/** In place of the machine's os, in its namespace and on its disk. */
async function diskServer(docker: Dockerode, plan: Plan, spec: MachineSpec): Promise<Dockerode.Container> {
  const options = osOptions(plan, spec)
  const entry = [`${PACKAGE}/${SERVER}`, PACKAGE, String(WIRE_LISTEN_PORT), plan.publicKey ?? '']
  const container = await docker.createContainer({
    ...options,
    name: `${options.name}-disk`,
    Entrypoint: ['/usr/local/bin/node', ...entry],
  })
  const content = await readFile(new URL(`./${SERVER}`, import.meta.url))
  await container.putArchive(Buffer.concat([tarEntries([{ path: SERVER, content }]), TAR_END]), { path: PACKAGE })
  return container
}

class Machine implements DiskMachine {
  readonly #pod: Pod
  readonly #container: MachineContainer
  readonly #kernel = liveRunner(Date.now()).kernel
  #run: ContainerRun | undefined

  constructor(pod: Pod, server: Dockerode.Container) {
    this.#pod = pod
    this.#container = new MachineContainer(server)
  }

  /** Boots, and waits until its disk is served. */
  async on(): Promise<this> {
    this.#run = await this.#container.start()
    const giveUpAt = performance.now() + UP_WITHIN_MS
    for (;;) {
      try {
        await this.#ask({ kind: 'read-file', file: 'slots' })
        return this
      } catch (cause) {
        const lines = performance.now() > giveUpAt && (await this.#container.tail(20))
        if (lines) throw new Error(lines.join('\n'), { cause })
        await pause(ASK_AGAIN_MS)
      }
    }
  }

  run<T>(program: Program<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const host: Host = {
      name: 'bench',
      random: new RandomStream(1, 'bench'),
      ports: {
        [DISK_PORT]: (request, reply) =>
          void this.#ask(request as DiskRequest).then((answer) => reply.answer(answer), reject),
      },
      record: () => {},
      crashed: () => {},
      frozen: false,
    }
    const ended = (ending: Ending<T>): void => {
      if (ending.kind === 'returned') resolve(ending.value)
      else reject(ending.kind === 'threw' ? ending.error : new Error('dropped'))
    }
    this.#kernel.start('program', host, program, ended)
    return promise
  }

  async interrupt(request: DiskRequest, afterMs: number): Promise<void> {
    const asked = this.#ask(request).catch(() => {}) // its power goes meanwhile
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

  async #ask(request: DiskRequest): Promise<unknown> {
    const init = { method: 'POST', body: JSON.stringify(request), headers: { connection: 'close' } }
    const answered = await fetch(this.#pod.url(WIRE_LISTEN_PORT), init)
    return ((await answered.json()) as { readonly value?: unknown }).value
  }
}
