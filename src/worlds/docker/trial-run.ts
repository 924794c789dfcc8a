// One trial on containers, from its first pod to its last event. The world makes one of these for each run; disposing of
// it takes away all that it started.

import type Dockerode from 'dockerode'
import type { MachineId } from '../../history/event.ts'
import { Recorder } from '../../history/recorder.ts'
import { hasFleet, membersOf } from '../../machine/topology.ts'
import type { Host } from '../../runtime/host.ts'
import { liveRunner } from '../../runtime/live.ts'
import type { Ending } from '../../runtime/operation.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { UPDATES_PORT } from '../../updates/engine/ports.ts'
import { type CutId, type Recording, type Trial, WORLD_PORT } from '../world.ts'
import { CONDUCTOR, conductorHost } from './conductor-host.ts'
import { EtcdStore } from './etcd/etcd-store.ts'
import { Links } from './links.ts'
import { MachineLog } from './logs.ts'
import { MachineContainer } from './machines/container.ts'
import { DockerMachine } from './machines/machine.ts'
import { Observer } from './observer/observer.ts'
import { CLOCK_FILE, CLOCK_SIGNAL, DISK, ETCD_CLIENT_PORT, WIRE_LISTEN_PORT, clientDoor } from './pod/config.ts'
import type { Plan } from './pods/layout.ts'
import type { Pod, Pods } from './pods/pods.ts'
import type { Probed } from './probes.ts'
import { type SidePods, SideServers } from './side-servers.ts'
import { Units } from './units/units.ts'
import { updatesPort } from './updates/updates-port.ts'
import { HttpWire } from './wire.ts'
import { worldPort } from './world-port.ts'
import { WorldSource } from './world-source.ts'

export interface TrialRunOptions {
  readonly trial: Trial
  readonly pods: Pods
  readonly servers: SidePods
  readonly docker: Dockerode
  readonly plan: Pick<Plan, 'runId' | 'labels'>
  /** When the run began, Unix time in milliseconds. */
  readonly epochMs: number
}

export class TrialRun implements AsyncDisposable {
  readonly #trial: Trial
  readonly #runner: ReturnType<typeof liveRunner>
  readonly #recorder: Recorder
  readonly #world: WorldSource
  readonly #machines: ReadonlyMap<MachineId, Probed>
  readonly #links: Links
  readonly #observer: Observer
  readonly #store: EtcdStore
  readonly #wire: HttpWire
  readonly #servers: SideServers
  /** Where machines run units. */
  readonly #units: Units | undefined
  readonly #ended = Promise.withResolvers<Ending<void>>()
  readonly #now: () => number
  /** Nothing is recorded any more. */
  #closed = false

  constructor({ trial, pods, servers, docker, plan, epochMs }: TrialRunOptions) {
    this.#trial = trial
    this.#now = () => Date.now() - epochMs
    this.#runner = liveRunner(epochMs)
    this.#recorder = new Recorder(this.#now)
    if (trial.onEvent) this.#recorder.listen(trial.onEvent)
    this.#world = new WorldSource(this.#recorder, this.#now)
    let cuts = 0
    const newId = (): CutId => ++cuts
    this.#links = new Links(
      [...pods.values()].flatMap((pod) => pod.doors),
      newId,
    )
    this.#servers = new SideServers({
      ...servers,
      newId,
      logOf: (host) => this.#log(host),
      fault: (what, evidence) => this.#fault(what, evidence),
    })
    this.#units = hasFleet(trial.topology)
      ? new Units({
          ...{ docker, runId: plan.runId, labels: plan.labels, epochMs },
          say: (fact, at) => this.#closed || this.#world.record(fact, at),
          started: (machine) => this.#machines.get(machine)?.machine.unitStarted(),
          fault: (what, evidence) => this.#fault(what, evidence),
        })
      : undefined
    this.#machines = new Map([...pods].map(([id, pod]) => [id, { pod, machine: this.#machine(pod) }]))
    const { kernel } = this.#runner
    const members = membersOf(trial.topology)
    const at = (id: MachineId): Probed => this.#machines.get(id) as Probed // each machine of the topology has a pod
    const urlOf = (member: MachineId): string => at(member).pod.url(ETCD_CLIENT_PORT)
    this.#store = new EtcdStore({
      kernel,
      endpoints: new Endpoints(members),
      urlOf,
      defaultWithinMs: trial.tuning.callTimeoutMs,
    })
    this.#wire = new HttpWire({ kernel, urlOf: (host) => pods.get(host)?.url(WIRE_LISTEN_PORT) })
    this.#observer = new Observer({
      kernel,
      recorder: this.#recorder,
      members: members.map((id) => ({ machine: id, url: urlOf(id), should: () => at(id).machine.member })),
      fault: (what, evidence) => this.#fault(what, evidence),
    })
  }

  /**
   * Conducts the trial to its end.
   * @throws what the conductor throws, or the signal's reason
   */
  async conduct(signal: AbortSignal | undefined): Promise<Omit<Recording, 'details'>> {
    await Promise.all([this.#servers.start(), this.#units?.open()])
    for (const { pod, machine } of this.#machines.values()) {
      if (pod.spec.spare === true) continue
      machine.powerOn().catch((error: unknown) => this.#fault('the world failed to switch a machine on', String(error)))
    }
    const { kernel } = this.#runner
    const task = kernel.start(CONDUCTOR, this.#conductorHost(), this.#trial.conductor, this.#ended.resolve)
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      signal?.throwIfAborted()
      const ending = await Promise.race([this.#ended.promise, aborted.promise])
      kernel.drop(task) // it is still there when a fault of the harness has ended the trial
      if (ending.kind === 'threw') throw ending.error
      await Promise.race([Promise.all([this.#observer.catchUp(), this.#units?.catchUp()]), aborted.promise])
    } finally {
      signal?.removeEventListener('abort', abort)
    }
    const endedAt = this.#now()
    this.#closed = true
    // Sources send in their own order; the sort is stable, so that it stays.
    return { events: this.#recorder.events.toSorted((a, b) => a.at - b.at), endedAt }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    for (const { machine } of this.#machines.values()) machine.close()
    await this.#observer[Symbol.asyncDispose]()
    await this.#wire[Symbol.asyncDispose]()
    this.#units?.[Symbol.dispose]()
    this.#store[Symbol.dispose]()
    this.#runner[Symbol.dispose]()
  }

  /** Something is wrong with the world itself: the trial proves nothing any more, and ends. */
  #fault(what: string, evidence: string): void {
    if (this.#closed) return
    this.#world.record({ kind: 'harness.fault', what, evidence })
    this.#ended.resolve({ kind: 'dropped' })
  }

  #log(name: string): MachineLog {
    return new MachineLog(name, (event) => {
      if (!this.#closed) this.#recorder.add(event)
    })
  }

  #machine({ spec, os, etcd }: Pod): DockerMachine {
    const program = new MachineContainer(os)
    return new DockerMachine({
      id: spec.id,
      os: program,
      etcd: etcd && new MachineContainer(etcd),
      units: spec.fleet && this.#units?.of(spec.id),
      log: this.#log(spec.id),
      links: this.#links,
      tuning: this.#trial.tuning,
      setClock: async (skewMs) => {
        await program.put(DISK, CLOCK_FILE, String(skewMs))
        await program.kill(CLOCK_SIGNAL)
      },
      say: (fact) => this.#world.record(fact),
      fault: (what, evidence) => this.#fault(what, evidence),
    })
  }

  #conductorHost(): Host {
    const { updates } = this.#servers
    const { topology, seed, ports: more } = this.#trial
    const numbers = new Map(topology.machines.map((spec, n) => [spec.id, n]))
    const ports = {
      ...more,
      [STORE_PORT]: this.#store.port,
      [WIRE_PORT]: this.#wire.port,
      ...(updates && { [UPDATES_PORT]: updatesPort(updates.direct) }),
      [WORLD_PORT]: worldPort({
        recorder: this.#recorder,
        links: this.#links,
        updates,
        machines: this.#machines,
        doorOf: (member) => clientDoor(numbers.get(member) as number),
        failed: (request, error) => this.#fault(`the world failed at ${request}`, String(error)),
      }),
    }
    return conductorHost({ seed, ports, recorder: this.#recorder })
  }
}
