// The simulation: one process, one queue, no waiting. The same trial gives the same history, to the byte. Start here.

import type { Fact, StoreFact } from '../../history/event.ts'
import { Recorder } from '../../history/recorder.ts'
import { crash } from '../../machine/supervisor.ts'
import { membersOf } from '../../machine/topology.ts'
import { startOf } from '../../machine/window.ts'
import type { Host } from '../../runtime/host.ts'
import type { Ending } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { UPDATES_PORT } from '../../updates/engine/ports.ts'
import { type InstantWorld, type Recording, type Trial, WORLD_PORT } from '../world.ts'
import { SimCluster } from './etcd/cluster.ts'
import { Network } from './network.ts'
import { Payloads } from './releases.ts'
import { startSideHosts } from './side-hosts.ts'
import { SimMachine } from './sim-machine.ts'
import { UpdateFaults } from './update-faults.ts'
import { updatesPort } from './updates-port.ts'
import { Wire } from './wire.ts'
import { worldPort } from './world-port.ts'
import type { Yard } from './yard.ts'

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
  readonly #yard: Yard
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
    this.#yard = {
      kernel,
      timers,
      recorder: this.#recorder,
      world: this.#recorder.source('world'),
      network: this.#network,
      wire: this.#wire,
      cluster: this.#cluster,
      topology,
      tuning,
      startsAt: startOf(trial.startsAt),
      platform,
      seed,
      payloadServer: { payloads: new Payloads(), faults: new UpdateFaults() },
    }
    for (const spec of topology.machines) this.#machines.set(spec.id, new SimMachine(spec, this.#yard))
  }

  run(): Recording {
    const { kernel, timers } = this.#runner
    startSideHosts(this.#yard)
    for (const machine of this.#machines.values()) if (machine.spec.spare !== true) machine.powerOn()
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

  #conductorHost(): Host {
    const { seed, topology, tuning, ports } = this.#trial
    const source = this.#recorder.source('conductor')
    const members = new Endpoints(membersOf(topology))
    return {
      name: 'conductor',
      random: new RandomStream(seed, 'conductor'),
      ports: {
        ...ports,
        [STORE_PORT]: this.#cluster.client('desk', members, tuning.callTimeoutMs),
        [WIRE_PORT]: this.#wire.port('desk'),
        [WORLD_PORT]: worldPort(this.#yard, this.#machines),
        [UPDATES_PORT]: updatesPort(this.#wire.port('desk')),
      },
      record: (fact) => source.record(fact as Fact), // the conductor records facts only: see history/event.ts
      crashed: (program, error) => {
        if (this.#ending?.kind !== 'threw') source.record(crash(program, error))
      },
      frozen: false,
    }
  }
}
