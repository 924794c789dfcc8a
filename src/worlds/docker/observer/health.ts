// How the members are: who is up, who leads, whether there is a quorum. Asked of each member five times a second, and at
// once when a machine changes; told when it changes.

import { MaintenanceClient } from 'etcd3'
import type { MachineId, StoreFact } from '../../../history/event.ts'
import { majorityOf } from '../../../machine/topology.ts'
import { MemberChannel } from '../etcd/member-channel.ts'

export interface WatchedMember {
  readonly machine: MachineId
  readonly url: string
  /** What it should be doing, as its machine knows. */
  readonly should: () => 'runs' | 'paused' | 'down'
}

type MemberHealth = Extract<StoreFact, { readonly kind: 'store.member' }>['health']

/** A member's word on itself. */
interface Status {
  /** etcd's number for it. */
  readonly id: string
  /** The number of the leader that it follows; `0`: it knows none. */
  readonly leader: string
  readonly term: number
}

const EVERY_MS = 200
const STATUS_MS = 400
const NO_LEADER = '0'

export class HealthWatch implements AsyncDisposable {
  readonly #members: readonly WatchedMember[]
  readonly #say: (fact: StoreFact) => void
  readonly #names = new Map<string, MachineId>()
  readonly #channels = new Map<MachineId, MemberChannel>()
  readonly #health = new Map<MachineId, MemberHealth>()
  readonly #stopped = new AbortController()
  readonly #round: Promise<void>
  #leader: MachineId | null = null
  #term = 0
  #hasQuorum = false
  #hurry: () => void = () => {}

  constructor(members: readonly WatchedMember[], say: (fact: StoreFact) => void) {
    this.#members = members
    this.#say = say
    for (const { machine } of members) this.#health.set(machine, 'down')
    this.#round = members.length === 0 ? Promise.resolve() : this.#goRound()
  }

  /** A machine has changed: look at once. */
  look(): void {
    this.#hurry()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort()
    this.#hurry()
    await this.#round
    for (const channel of this.#channels.values()) channel.close()
  }

  async #goRound(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const hurried = new Promise<void>((resolve) => (this.#hurry = resolve))
      const statuses = await Promise.all(this.#members.map((member) => this.#ask(member)))
      if (this.#stopped.signal.aborted) return
      this.#judge(statuses.filter((status) => status !== undefined))
      let timer: NodeJS.Timeout | undefined
      const due = new Promise<void>((resolve) => (timer = setTimeout(resolve, EVERY_MS)))
      await Promise.race([due, hurried])
      clearTimeout(timer)
    }
  }

  async #ask(member: WatchedMember): Promise<Status | undefined> {
    const { machine } = member
    if (member.should() !== 'runs') {
      this.#is(machine, member.should() === 'paused' ? 'paused' : 'down')
      this.#forget(machine)
      return undefined
    }
    try {
      const status = await this.#status(member)
      this.#names.set(status.id, machine)
      // It may have been stopped since it answered; then the next round tells.
      if (member.should() === 'runs') this.#is(machine, 'up')
      return status
    } catch {
      this.#forget(machine)
      const should = member.should()
      // Slow to answer is not down. One that has not answered since its start is told as down already.
      if (should !== 'runs') this.#is(machine, should)
      return undefined
    }
  }

  async #status({ machine, url }: WatchedMember): Promise<Status> {
    const channel = this.#channels.get(machine) ?? new MemberChannel(url)
    this.#channels.set(machine, channel)
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(STATUS_MS)])
    const client = new MaintenanceClient(channel.callable(signal))
    const { header, leader, raftTerm } = await client.status({ deadline: Date.now() + STATUS_MS })
    return { id: header.member_id, leader, term: Number(raftTerm) }
  }

  #forget(machine: MachineId): void {
    this.#channels.get(machine)?.close()
    this.#channels.delete(machine)
  }

  #judge(statuses: readonly Status[]): void {
    const majority = majorityOf(this.#members.length)
    const has = [...this.#health.values()].filter((health) => health === 'up').length >= majority
    if (has !== this.#hasQuorum) {
      this.#hasQuorum = has
      this.#say({ kind: 'store.quorum', has })
    }
    // The leader is who can commit: it says so itself, and with it a majority follows it in its term.
    const claims = statuses.filter(({ id, leader }) => id === leader)
    const elected = claims.find(
      ({ id, term }) => statuses.filter((other) => other.leader === id && other.term === term).length >= majority,
    )
    if (elected) this.#leads(this.#names.get(elected.id) ?? null, elected.term)
    else if (this.#leader && this.#lost(statuses, this.#leader)) this.#leads(null, this.#term)
  }

  /** A slow answer alone does not depose a leader. */
  #lost(statuses: readonly Status[], leader: MachineId): boolean {
    const up = this.#health.get(leader) === 'up'
    return !up || !this.#hasQuorum || statuses.some((status) => status.leader === NO_LEADER)
  }

  #leads(leader: MachineId | null, term: number): void {
    if (leader === this.#leader && term === this.#term) return
    this.#leader = leader
    this.#term = term
    this.#say({ kind: 'store.leader', leader, term })
  }

  #is(machine: MachineId, health: MemberHealth): void {
    if (this.#health.get(machine) === health || this.#stopped.signal.aborted) return
    this.#health.set(machine, health)
    this.#say({ kind: 'store.member', machine, health })
  }
}
