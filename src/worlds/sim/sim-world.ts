// The simulation: one process, one queue, no waiting. The same trial gives the same history, to the byte. Start here.

import type { Fact, StoreFact } from '../../history/event.ts'
import { Recorder } from '../../history/recorder.ts'
import { crash } from '../../machine/supervisor.ts'
import { fleetLockConfig, fleetLockService, hasFleetLock } from '../../machine/fleetlock.ts'
import { FLEETLOCK_HOST, membersOf } from '../../machine/topology.ts'
import { startOf } from '../../machine/window.ts'
import type { Host, Port } from '../../runtime/host.ts'
import type { Ending } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { awaitEvent } from '../await-event.ts'
import {
  type CutId,
  type InstantWorld,
  type Probe,
  type Recording,
  type Trial,
  WORLD_PORT,
  type WorldRequest,
} from '../world.ts'
import { SimCluster } from './etcd/cluster.ts'
import { Network, type Node } from './network.ts'
import { SimMachine, type Yard } from './sim-machine.ts'
import { Wire } from './wire.ts'

/** A local network. */
const LATENCY = { leastMs: 1, mostMs: 5 } as const

/** No trial lasts longer: ten days of virtual time. One that would is stuck, and that is the harness's fault. */
const LONGEST_MS = 10 * 24 * 3600 * 1000

export const simWorld: InstantWorld = {
  name: 'sim',
  run: async (trial) => simulate(trial),
  runNow: simulate,
}

/** @throws Error when the trial comes to a stand before its conductor has ended, or when the conductor throws */
function simulate(trial: Trial): Recording {
  const simulation = new Simulation(trial)
  return simulation.run()
}

class Simulation {
  readonly #trial: Trial
  readonly #runner = virtualRunner()
  readonly #recorder: Recorder
  readonly #network: Network
  readonly #wire: Wire
  readonly #cluster: SimCluster
  readonly #machines = new Map<string, SimMachine>()
  readonly #cuts = new Map<CutId, () => void>()
  #cutIds = 0
  #ending: Ending<void> | undefined

  constructor(trial: Trial) {
    this.#trial = trial
    const { kernel, timers } = this.#runner
    const { seed, topology, tuning, platform } = trial
    this.#recorder = new Recorder(() => timers.now())
    if (trial.onEvent) this.#recorder.listen(trial.onEvent)
    this.#network = new Network(timers, new RandomStream(seed, 'network'), LATENCY)
    this.#wire = new Wire(kernel, timers, this.#network)
    this.#cluster = this.#etcd()
    const yard: Yard = {
      kernel,
      timers,
      recorder: this.#recorder,
      world: this.#recorder.source('world'),
      wire: this.#wire,
      cluster: this.#cluster,
      topology,
      tuning,
      startsAt: startOf(trial.startsAt),
      platform,
      seed,
    }
    for (const spec of topology.machines) this.#machines.set(spec.id, new SimMachine(spec, yard))
  }

  run(): Recording {
    const { kernel, timers } = this.#runner
    if (hasFleetLock(this.#trial.topology)) this.#startFleetLock()
    for (const machine of this.#machines.values()) machine.powerOn()
    kernel.start('conductor', this.#conductorHost(), this.#trial.conductor, (ending) => {
      this.#ending = ending
    })
    timers.advance(LONGEST_MS, () => this.#ending !== undefined)
    const ending = this.#ending as Ending<void> | undefined // set by the callback, which the compiler does not see
    if (ending?.kind === 'threw') throw ending.error
    if (ending?.kind !== 'returned') throw new Error(`the trial stands still at ${timers.now()} ms`)
    return { events: this.#recorder.events, endedAt: timers.now(), details: { store: 'simulated etcd' } }
  }

  #etcd(): SimCluster {
    const { kernel, timers } = this.#runner
    const { seed, topology, tuning } = this.#trial
    const store = this.#recorder.source('store')
    const say = (fact: StoreFact) => store.record(fact)
    return new SimCluster({
      kernel,
      timers,
      network: this.#network,
      random: new RandomStream(seed, 'elections'),
      members: membersOf(topology),
      tuning,
      observer: {
        committed: (revision, events) => {
          for (const event of events) {
            if (event.kind === 'put') say({ kind: 'store.put', key: event.kv.key, value: event.kv.value, revision })
            else say({ kind: 'store.deleted', key: event.key, revision })
          }
        },
        leaderChanged: (leader, term) => say({ kind: 'store.leader', leader: leader ?? null, term }),
        memberChanged: (machine, health) => say({ kind: 'store.member', machine, health }),
        quorumChanged: (has) => say({ kind: 'store.quorum', has }),
      },
    })
  }

  /** The lock server stands outside of the machines, and does not fail by itself. */
  #startFleetLock(): void {
    const { seed, topology, tuning, platform } = this.#trial
    const source = this.#recorder.source(`${FLEETLOCK_HOST}.1`)
    const node: Node = `os:${FLEETLOCK_HOST}`
    this.#wire.up(node)
    const host: Host = {
      name: FLEETLOCK_HOST,
      random: new RandomStream(seed, node),
      ports: {
        [STORE_PORT]: this.#cluster.client(node, new Endpoints(membersOf(topology)), tuning.callTimeoutMs),
        [WIRE_PORT]: this.#wire.port(node),
      },
      record: (fact) => source.record(fact as Fact), // programs record facts only: see history/event.ts
      crashed: (program, error) => source.record(crash(program, error)),
      frozen: false,
    }
    const service = fleetLockService(platform.answerFleetLock, fleetLockConfig(topology, tuning))
    this.#runner.kernel.start(FLEETLOCK_HOST, host, service)
  }

  #conductorHost(): Host {
    const { seed, topology, tuning } = this.#trial
    const source = this.#recorder.source('conductor')
    const members = new Endpoints(membersOf(topology))
    return {
      name: 'conductor',
      random: new RandomStream(seed, 'conductor'),
      ports: {
        [STORE_PORT]: this.#cluster.client('desk', members, tuning.callTimeoutMs),
        [WIRE_PORT]: this.#wire.port('desk'),
        [WORLD_PORT]: this.#worldPort(),
      },
      record: (fact) => source.record(fact as Fact), // the conductor records facts only: see history/event.ts
      crashed: (program, error) => {
        if (this.#ending?.kind !== 'threw') source.record(crash(program, error))
      },
      frozen: false,
    }
  }

  #worldPort(): Port {
    const listen = awaitEvent(this.#recorder)
    return (raw, reply) => {
      const request = raw as WorldRequest // the world's port is called through worlds/world.ts alone
      if (request.kind === 'await') listen(request.until, reply)
      else reply.answer(this.#do(request))
    }
  }

  #do(request: Exclude<WorldRequest, { readonly kind: 'await' }>): CutId | Probe | void {
    switch (request.kind) {
      case 'mend':
        this.#cuts.get(request.cut)?.()
        this.#cuts.delete(request.cut)
        this.#cluster.topologyChanged()
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
    }
  }

  #machine(id: string): SimMachine {
    const machine = this.#machines.get(id)
    if (!machine) throw new Error(`there is no machine "${id}" in this topology`)
    return machine
  }

  #cut(machine: Node, member: Node, both: boolean): CutId {
    const mends = [this.#network.cut(member, machine)]
    if (both) mends.push(this.#network.cut(machine, member))
    const id = ++this.#cutIds
    this.#cuts.set(id, () => mends.forEach((mend) => mend()))
    this.#cluster.topologyChanged()
    return id
  }

  #probeLink(machine: Node, member: string): Probe {
    if (this.#machine(member).probeMember() !== 'answers') return 'down'
    const node: Node = `etcd:${member}`
    return this.#network.carries(machine, node) && this.#network.carries(node, machine) ? 'answers' : 'silent'
  }
}
