// What is wrong with the way to the update server. Each kind is in force for as long as somebody wants it; all but one are
// Toxiproxy's, on the proxy through which machines reach the server.

import type { Proxy, Toxic } from 'toxiproxy-node-client'
import type { CutId, Impairment } from '../../world.ts'
import { Queue } from '../machines/queue.ts'

interface Described {
  readonly type: 'timeout' | 'latency' | 'bandwidth' | 'limit_data'
  readonly stream: 'upstream' | 'downstream'
  readonly attributes: object
}

/** An Omaha answer is far smaller, a payload larger. */
const TRUNCATED_BYTES = 64 * 1024
/** KB per second. */
const SLOW_RATE = 512
const SLOW_MS = 500

const TOXICS: Readonly<Record<Exclude<Impairment, 'corrupted'>, readonly Described[]>> = {
  down: [
    { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
    { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
  ],
  slow: [
    { type: 'latency', stream: 'downstream', attributes: { latency: SLOW_MS, jitter: 0 } },
    { type: 'bandwidth', stream: 'downstream', attributes: { rate: SLOW_RATE } },
  ],
  truncated: [{ type: 'limit_data', stream: 'downstream', attributes: { bytes: TRUNCATED_BYTES } }],
}

export interface ImpairmentsOptions {
  readonly proxy: Pick<Proxy, 'addToxic'>
  /** Has the server serve payloads with wrong bytes, or right again. */
  readonly corrupt: (wrong: boolean) => Promise<void>
  /** A number that no other cut has. */
  readonly newId: () => CutId
}

export class Impairments {
  readonly #options: ImpairmentsOptions
  readonly #queue = new Queue()
  readonly #wanted = new Map<CutId, Impairment>()
  readonly #inForce = new Map<Impairment, () => Promise<void>>()

  constructor(options: ImpairmentsOptions) {
    this.#options = options
  }

  async impair(how: Impairment): Promise<CutId> {
    const id = this.#options.newId()
    this.#wanted.set(id, how)
    await this.#settle(how)
    return id
  }

  /** Ends an impairment; one that is over already stays so. */
  async mend(id: CutId): Promise<void> {
    const how = this.#wanted.get(id)
    if (how === undefined) return
    this.#wanted.delete(id)
    await this.#settle(how)
  }

  #settle(how: Impairment): Promise<void> {
    return this.#queue.run(async () => {
      const wanted = [...this.#wanted.values()].includes(how)
      const end = this.#inForce.get(how)
      if (wanted && !end) this.#inForce.set(how, await this.#begin(how))
      if (!wanted && end) {
        await end()
        this.#inForce.delete(how)
      }
    })
  }

  async #begin(how: Impairment): Promise<() => Promise<void>> {
    const { proxy, corrupt } = this.#options
    if (how === 'corrupted') {
      await corrupt(true)
      return () => corrupt(false)
    }
    const added: Toxic<unknown>[] = []
    for (const { type, stream, attributes } of TOXICS[how]) {
      const name = `${how}-${type}-${stream}`
      added.push(await proxy.addToxic<unknown>({ name, type, stream, toxicity: 1, attributes }))
    }
    return async () => {
      for (const toxic of added.toReversed()) await toxic.remove()
    }
  }
}
