// The links between machines, as Toxiproxy holds them. Everything that leaves a machine passes a door of its own nic; a
// door is silenced in one direction for as long as any reason for that holds: a cut, a machine without power.
//
// Silence takes two toxics. `timeout` drops what arrives, but passes a goodbye on; `slow_close` keeps that back too, for
// a machine that lost its power says none. Behind each door there is a second proxy, the line: it takes every
// connection, so that a new one to a machine without power is not refused, but silent. When the silence ends,
// connections that were in it are closed: what they carried is lost, and both ends have to begin anew.

import type { Proxy, Toxic } from 'toxiproxy-node-client'
import type { MachineId } from '../../history/event.ts'
import type { CutDirection, CutId } from '../world.ts'

type Direction = 'upstream' | 'downstream'

/** One way out of a machine: to the etcd member on another machine or its own, for clients or for peers. */
export interface Door {
  readonly machine: MachineId
  readonly member: MachineId
  readonly kind: 'client' | 'peer'
  readonly proxy: Proxy
}

/** Longer than any run. */
const FOREVER_MS = 7 * 24 * 3_600_000

const bothWays: readonly Direction[] = ['upstream', 'downstream']

interface Gates {
  readonly door: Door
  readonly upstream: Gate
  readonly downstream: Gate
}

export class Links {
  readonly #gates: readonly Gates[]
  readonly #cuts = new Map<CutId, () => Promise<void>>()
  readonly #newId: () => CutId

  /** @param newId a number that no other cut has */
  constructor(doors: readonly Door[], newId: () => CutId) {
    this.#newId = newId
    this.#gates = doors.map((door) => ({
      door,
      upstream: new Gate(door.proxy, 'upstream'),
      downstream: new Gate(door.proxy, 'downstream'),
    }))
  }

  /** Nothing reaches the machine or leaves it, and nobody is told. */
  async powerLost(machine: MachineId): Promise<void> {
    const { gates, reason } = this.#powerOf(machine)
    await Promise.all(gates.flatMap((gate) => bothWays.map((way) => gate[way].hold(reason))))
  }

  async powerBack(machine: MachineId): Promise<void> {
    const { gates, reason } = this.#powerOf(machine)
    await Promise.all(gates.flatMap((gate) => bothWays.map((way) => gate[way].release(reason))))
  }

  /** @throws when the machine has no link to such a member */
  async cut(machine: MachineId, member: MachineId, direction: CutDirection): Promise<CutId> {
    const gate = this.#gates.find(
      ({ door }) => door.kind === 'client' && door.machine === machine && door.member === member,
    )
    if (!gate) throw new Error(`there is no link from ${machine} to etcd on ${member}`)
    const id = this.#newId()
    const reason = `cut ${id}`
    const ways: readonly Direction[] = direction === 'both' ? bothWays : ['downstream']
    this.#cuts.set(id, async () => {
      await Promise.all(ways.map((way) => gate[way].release(reason)))
    })
    await Promise.all(ways.map((way) => gate[way].hold(reason)))
    return id
  }

  /** Ends a cut; one that is over already stays so. */
  async mend(cut: CutId): Promise<void> {
    const release = this.#cuts.get(cut)
    this.#cuts.delete(cut)
    await release?.()
  }

  #powerOf(machine: MachineId): { readonly gates: readonly Gates[]; readonly reason: string } {
    const gates = this.#gates.filter(({ door }) => door.machine === machine || door.member === machine)
    return { gates, reason: `power of ${machine}` }
  }
}

/** One direction of one door, and why it is silent. */
class Gate {
  readonly #proxy: Proxy
  readonly #direction: Direction
  readonly #reasons = new Set<string>()
  #silence: readonly Toxic<unknown>[] = []
  /** One change after the other; a failed one fails its caller alone. */
  #last: Promise<void> = Promise.resolve()

  constructor(proxy: Proxy, direction: Direction) {
    this.#proxy = proxy
    this.#direction = direction
  }

  hold(reason: string): Promise<void> {
    this.#reasons.add(reason)
    return this.#settle()
  }

  release(reason: string): Promise<void> {
    this.#reasons.delete(reason)
    return this.#settle()
  }

  #settle(): Promise<void> {
    const settled = this.#last.then(() => this.#apply())
    this.#last = settled.catch(() => {})
    return settled
  }

  async #apply(): Promise<void> {
    const silent = this.#silence.length > 0
    if (silent === this.#reasons.size > 0) return
    if (silent) {
      // `slow_close` first: what waits in it closes then; the removal of `timeout` closes everything else.
      for (const toxic of this.#silence.toReversed()) await toxic.remove()
      this.#silence = []
      return
    }
    const timeout = await this.#add('timeout', { timeout: 0 })
    this.#silence = [timeout, await this.#add('slow_close', { delay: FOREVER_MS })]
  }

  #add(type: 'timeout' | 'slow_close', attributes: object): Promise<Toxic<unknown>> {
    const name = `${type}-${this.#direction}`
    return this.#proxy.addToxic<unknown>({ name, type, stream: this.#direction, toxicity: 1, attributes })
  }
}
