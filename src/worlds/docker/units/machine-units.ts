// The unit containers of one machine, as its chassis handles them: all at once, whoever started them. Who they are is asked of
// the engine each time.

import { setTimeout as pause } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { statusOf } from '../engine-errors.ts'
import { MachineContainer } from '../machines/container.ts'
import type { Labels } from '../run-labels.ts'

/** How long the engine may take to end them all, in milliseconds. */
const END_WITHIN_MS = 10_000
const LOOK_AGAIN_MS = 20

export class MachineUnits {
  readonly #docker: Dockerode
  readonly #filter: readonly string[]

  /** @param labels that exactly the unit containers of this machine carry */
  constructor(docker: Dockerode, labels: Labels) {
    this.#docker = docker
    this.#filter = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  }

  async pause(): Promise<void> {
    const running = await this.#list(['running'])
    await Promise.all(running.map((container) => new MachineContainer(container).pause()))
  }

  async unpause(): Promise<void> {
    const paused = await this.#list(['paused'])
    await Promise.all(paused.map((container) => new MachineContainer(container).unpause()))
  }

  /**
   * Kills and removes them, until there is none: one may be on its way still.
   * @throws Error when the engine does not come to an end with that
   */
  async end(): Promise<void> {
    for (const giveUpAt = performance.now() + END_WITHIN_MS; ;) {
      const left = await this.#list([])
      if (left.length === 0) return
      if (performance.now() > giveUpAt) throw new Error(`${left.length} unit containers do not end`)
      await Promise.all(left.map(remove))
      await pause(LOOK_AGAIN_MS)
    }
  }

  /** @param status none: all of them, started or not */
  async #list(status: readonly string[]): Promise<readonly Dockerode.Container[]> {
    const filters = { label: [...this.#filter], ...(status.length > 0 && { status: [...status] }) }
    const found = await this.#docker.listContainers({ all: true, filters })
    return found.map(({ Id }) => this.#docker.getContainer(Id))
  }
}

async function remove(container: Dockerode.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    // it is gone, or somebody else is at it; 500: it ended while it was killed, and is asked for again
    if (![404, 409, 500].includes(statusOf(error) ?? 0)) throw error
  }
}
