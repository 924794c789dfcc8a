// The simulated network: directed links between named nodes, each message with a latency of its own, any link cut in
// one direction. A message is lost if its link is cut when it is sent or when it would arrive.

import type { RandomStream } from '../../runtime/random.ts'
import type { VirtualTimers } from '../../runtime/virtual.ts'

/** A node: a machine's operating system, its etcd member, or the desk of whoever operates the cluster. */
export type Node = `os:${string}` | `etcd:${string}` | 'desk'

export interface Latency {
  readonly leastMs: number
  readonly mostMs: number
}

export class Network {
  readonly #timers: VirtualTimers
  readonly #random: RandomStream
  readonly #latency: Latency
  /** How many cuts lie on each directed link. */
  readonly #cuts = new Map<Node, Map<Node, number>>()

  constructor(timers: VirtualTimers, random: RandomStream, latency: Latency) {
    this.#timers = timers
    this.#random = random
    this.#latency = latency
  }

  /** Cuts one direction; returns what mends it. Cuts on one link add up: it carries again when the last is mended. */
  cut(from: Node, to: Node): () => void {
    this.#count(from, to, 1)
    let mended = false
    return () => {
      if (mended) return
      mended = true
      this.#count(from, to, -1)
    }
  }

  carries(from: Node, to: Node): boolean {
    const cuts = this.#cuts.get(from)?.get(to)
    return cuts === undefined || cuts === 0
  }

  /** Delivers after one latency, or never. A message to oneself takes no time and no link. */
  send(from: Node, to: Node, deliver: () => void): void {
    if (from === to) {
      this.#timers.callAt(this.#timers.now(), deliver)
      return
    }
    const latencyMs = this.#random.between(this.#latency.leastMs, this.#latency.mostMs)
    if (!this.carries(from, to)) return
    this.#timers.callAt(this.#timers.now() + latencyMs, () => {
      if (this.carries(from, to)) deliver()
    })
  }

  #count(from: Node, to: Node, by: number): void {
    const links = this.#cuts.get(from) ?? new Map<Node, number>()
    links.set(to, (links.get(to) ?? 0) + by)
    this.#cuts.set(from, links)
  }
}
