// What the conductor asks of the simulation: see worlds/world.ts.

import { hasUpdates, UPDATES_HOST } from '../../machine/topology.ts'
import type { Port, Reply } from '../../runtime/host.ts'
import { awaitEvent } from '../await-event.ts'
import type { CutId, DeclaredRelease, Impairment, Probe, WorldRequest } from '../world.ts'
import type { Node } from './network.ts'
import type { SimProcesses } from './processes.ts'
import type { SimMachine } from './sim-machine.ts'
import { probeUpdates } from './updates-probe.ts'
import type { Yard } from './yard.ts'

/** What is answered in the same moment. */
type Instant = Exclude<WorldRequest, { readonly kind: 'await' | 'probe-updates' }>

export function worldPort(yard: Yard, machines: ReadonlyMap<string, SimMachine>): Port {
  const listen = awaitEvent(yard.recorder)
  const world = new WorldPort(yard, machines)
  return (raw, reply) => {
    const request = raw as WorldRequest // the world's port is called through worlds/world.ts alone
    if (request.kind === 'await') listen(request.until, reply)
    else if (request.kind === 'probe-updates') world.probeUpdates(reply)
    else reply.answer(world.do(request))
  }
}

class WorldPort {
  readonly #yard: Yard
  readonly #machines: ReadonlyMap<string, SimMachine>
  readonly #cuts = new Map<CutId, () => void>()
  #cutIds = 0

  constructor(yard: Yard, machines: ReadonlyMap<string, SimMachine>) {
    this.#yard = yard
    this.#machines = machines
  }

  probeUpdates(reply: Reply): void {
    this.#needUpdates()
    probeUpdates(this.#yard, (probe) => reply.answer(probe))
  }

  do(request: Instant): CutId | Probe | DeclaredRelease | 'full' | 'has-room' | void {
    switch (request.kind) {
      case 'mend':
        this.#cuts.get(request.cut)?.()
        this.#cuts.delete(request.cut)
        this.#yard.cluster.topologyChanged()
        return
      case 'cut':
        return this.#cut(`os:${request.machine}`, `etcd:${request.member}`, request.direction === 'both')
      case 'probe-link':
        return this.#probeLink(`os:${request.machine}`, request.member)
      case 'power-cut':
        return this.#machine(request.machine).powerCut()
      case 'power-on':
        return this.#machine(request.machine).powerOn()
      case 'freeze':
        return this.#machine(request.machine).freeze()
      case 'thaw':
        return this.#machine(request.machine).thaw()
      case 'kill-member':
        return this.#machine(request.machine).killMember()
      case 'start-member':
        return this.#machine(request.machine).startMember()
      case 'probe-machine':
        return this.#machine(request.machine).probe()
      case 'probe-member':
        return this.#machine(request.machine).probeMember()
      case 'build-release':
        this.#needUpdates()
        return this.#yard.payloadServer.payloads.build(request.version, request.behaviour)
      case 'impair-updates':
        this.#needUpdates()
        return this.#fault([this.#impair(request.how)])
      case 'fill-disk':
        this.#machine(request.machine).disk.full = true
        return
      case 'free-disk':
        this.#machine(request.machine).disk.full = false
        return
      case 'set-clock':
        return this.#machine(request.machine).setClock(request.skewMs)
      case 'refuse-jobs':
        this.#processes(request.machine).refusal = request.why
        return
      case 'probe-disk':
        return this.#machine(request.machine).disk.full ? 'full' : 'has-room'
    }
  }

  #machine(id: string): SimMachine {
    const machine = this.#machines.get(id)
    if (!machine) throw new Error(`there is no machine "${id}" in this topology`)
    return machine
  }

  #processes(id: string): SimProcesses {
    const { processes } = this.#machine(id)
    if (!processes) throw new Error(`the machine "${id}" has no unit manager: it runs no fleet`)
    return processes
  }

  #cut(machine: Node, member: Node, both: boolean): CutId {
    const mends = [this.#yard.network.cut(member, machine)]
    if (both) mends.push(this.#yard.network.cut(machine, member))
    const id = this.#fault(mends)
    this.#yard.cluster.topologyChanged()
    return id
  }

  #fault(mends: readonly (() => void)[]): CutId {
    const id = ++this.#cutIds
    this.#cuts.set(id, () => mends.forEach((mend) => mend()))
    return id
  }

  /** A server that is down is cut off from whoever asks it: it hears nothing. */
  #impair(how: Impairment): () => void {
    const { network, payloadServer } = this.#yard
    const mends = [payloadServer.faults.impair(how)]
    if (how === 'down') {
      const server: Node = `os:${UPDATES_HOST}`
      const clients: readonly Node[] = ['desk', ...[...this.#machines.keys()].map((id): Node => `os:${id}`)]
      for (const client of clients) mends.push(network.cut(server, client), network.cut(client, server))
    }
    return () => mends.forEach((mend) => mend())
  }

  #needUpdates(): void {
    if (!hasUpdates(this.#yard.topology))
      throw new Error('no machine of this topology has a channel: nothing is updated')
  }

  #probeLink(machine: Node, member: string): Probe {
    if (this.#machine(member).probeMember() !== 'answers') return 'down'
    const node: Node = `etcd:${member}`
    return this.#yard.network.carries(machine, node) && this.#yard.network.carries(node, machine) ? 'answers' : 'silent'
  }
}
