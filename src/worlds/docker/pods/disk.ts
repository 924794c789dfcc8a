// The room on a machine's disk, from outside: a container that is no part of the machine fills it, and looks. The machine
// may have no power meanwhile.

import type Dockerode from 'dockerode'
import type { MachineSpec } from '../../../machine/topology.ts'
import { LineSplitter } from '../logs.ts'
import { MachineContainer } from '../machines/container.ts'
import { Queue } from '../machines/queue.ts'
import { DISK_FULL_STATUS } from '../pod/config.ts'
import { type Plan, slotsMounts } from './layout.ts'

interface Filler {
  readonly container: Dockerode.Container
  readonly exited: Promise<number>
}

export class Disk {
  readonly #docker: Dockerode
  readonly #plan: Plan
  readonly #spec: MachineSpec
  readonly #queue = new Queue()
  #filler: Filler | undefined

  constructor(docker: Dockerode, plan: Plan, spec: MachineSpec) {
    this.#docker = docker
    this.#plan = plan
    this.#spec = spec
  }

  /** Leaves no room, and takes what is let go of meanwhile, until `free`. */
  fill(): Promise<void> {
    return this.#queue.run(async () => {
      this.#filler ??= await this.#startFiller()
    })
  }

  free(): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#filler) return
      await new MachineContainer(this.#filler.container).kill('SIGKILL')
      await this.#filler.exited
      await this.#filler.container.remove()
      this.#filler = undefined
      await this.#run('free')
    })
  }

  /** Is there room for a payload? */
  async probe(): Promise<'full' | 'has-room'> {
    return (await this.#run('probe')) === DISK_FULL_STATUS ? 'full' : 'has-room'
  }

  async #startFiller(): Promise<Filler> {
    const container = await this.#create('fill')
    const full = Promise.withResolvers<void>()
    const stdout = new LineSplitter(() => full.resolve())
    const stderr = new LineSplitter(() => {})
    const { exited } = await new MachineContainer(container).start({ stdout, stderr })
    void exited.then((status) => full.reject(new Error(`the disk was not filled: exit status ${status}`)))
    await full.promise
    return { container, exited }
  }

  /** @throws when it ends in a way that says nothing */
  async #run(what: 'free' | 'probe'): Promise<number> {
    const container = await this.#create(what)
    const status = await (await new MachineContainer(container).start()).exited
    if (status !== 0 && status !== DISK_FULL_STATUS) {
      const lines = await new MachineContainer(container).tail(5)
      throw new Error(`"disk ${what}" ended with ${status}: ${lines.join(' ')}`)
    }
    await container.remove()
    return status
  }

  #create(what: 'fill' | 'free' | 'probe'): Promise<Dockerode.Container> {
    const mounts = slotsMounts(this.#plan, this.#spec)
    if (mounts.length === 0) throw new Error(`${this.#spec.id} has no disk for updates: it has no channel`)
    return this.#docker.createContainer({
      Image: this.#plan.images.machine,
      Cmd: ['disk', what],
      Labels: { ...this.#plan.labels },
      HostConfig: { NetworkMode: 'none', Mounts: mounts },
    })
  }
}
