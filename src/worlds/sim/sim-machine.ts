// The chassis of a simulated machine: its power switch, its firmware, what it keeps on disk. What runs on it is the same
// program as on a real one.

import type { Fact, PowerFact } from '../../history/event.ts'
import type { Recorder, Source } from '../../history/recorder.ts'
import { boot } from '../../machine/machine.ts'
import { crash } from '../../machine/supervisor.ts'
import { FLEETLOCK_PORT, type FleetLockPost } from '../../machine/fleetlock.ts'
import { FIRMWARE_PORT, type Firmware } from '../../machine/reboot.ts'
import type { Platform } from '../../machine/platform.ts'
import { FLEETLOCK_HOST, type MachineSpec, membersOf, type Topology } from '../../machine/topology.ts'
import type { Tuning } from '../../machine/tuning.ts'
import type { Host } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Task } from '../../runtime/task.ts'
import type { VirtualTimers } from '../../runtime/virtual.ts'
import { type Json, WIRE_PORT } from '../../runtime/wire.ts'
import { STORE_PORT } from '../../store/contract.ts'
import { Endpoints } from '../../store/endpoints.ts'
import type { Probe } from '../world.ts'
import type { SimCluster } from './etcd/cluster.ts'
import type { Node } from './network.ts'
import type { Wire } from './wire.ts'

/** What all machines of one simulation share. */
export interface Yard {
  readonly kernel: Kernel
  readonly timers: VirtualTimers
  readonly recorder: Recorder
  readonly world: Source
  readonly wire: Wire
  readonly cluster: SimCluster
  readonly topology: Topology
  readonly tuning: Tuning
  readonly startsAt: number
  readonly platform: Platform
  readonly seed: number
}

export class SimMachine {
  readonly spec: MachineSpec
  readonly #yard: Yard
  readonly #node: Node
  readonly #isMember: boolean
  /** Survives everything: the machine's disk counts its boots. */
  #boots = 0
  #powered = false
  #freezes = 0
  /** Holds on the member's process: while there is one it does not start. */
  #memberHolds = 0
  #running: { readonly host: Host; readonly root: Task<void> } | undefined
  /** A boot fell due while the machine was frozen. */
  #bootDue = false
  /** Counts the times that the machine stopped: a boot that was under way then is void. */
  #stops = 0

  constructor(spec: MachineSpec, yard: Yard) {
    this.spec = spec
    this.#yard = yard
    this.#node = `os:${spec.id}`
    this.#isMember = spec.roles.includes('etcd')
  }

  powerOn(): void {
    if (this.#powered) return
    this.#powered = true
    this.#bootLater()
  }

  powerCut(): void {
    if (!this.#powered) return
    this.#powered = false
    this.#stop('power-cut')
  }

  freeze(): void {
    this.#freezes++
    if (this.#freezes > 1) return
    if (this.#running) this.#running.host.frozen = true
    if (this.#isMember && this.#memberRuns) this.#yard.cluster.pause(this.spec.id)
    this.#say({ kind: 'machine.frozen', machine: this.spec.id })
  }

  thaw(): void {
    if (this.#freezes === 0 || --this.#freezes > 0) return
    this.#say({ kind: 'machine.thawed', machine: this.spec.id })
    if (this.#isMember && this.#memberRuns) this.#yard.cluster.resume(this.spec.id)
    if (this.#bootDue) this.#bootNow()
    else if (this.#running) this.#yard.kernel.unfreeze(this.#running.host)
  }

  killMember(): void {
    if (this.#memberRuns) this.#yard.cluster.crash(this.spec.id, { silent: false })
    this.#memberHolds++
  }

  startMember(): void {
    if (this.#memberHolds === 0 || --this.#memberHolds > 0) return
    if (this.#memberRuns) this.#startMemberProcess()
  }

  probe(): Probe {
    if (!this.#running) return 'down'
    return this.#freezes > 0 ? 'silent' : 'answers'
  }

  probeMember(): Probe {
    if (!this.#running) return 'down'
    return this.#freezes > 0 || this.#memberHolds > 0 ? 'silent' : 'answers'
  }

  /** Runs, or would but for a freeze. */
  get #memberRuns(): boolean {
    return this.#isMember && this.#running !== undefined && this.#memberHolds === 0
  }

  #bootLater(): void {
    const { timers, tuning } = this.#yard
    const stops = this.#stops
    timers.callAt(timers.now() + tuning.bootMs, () => {
      if (this.#stops !== stops) return
      if (this.#freezes > 0) this.#bootDue = true
      else this.#bootNow()
    })
  }

  #bootNow(): void {
    this.#bootDue = false
    const { kernel, platform, startsAt, topology, tuning, wire } = this.#yard
    const number = ++this.#boots
    const host = this.#host(number)
    wire.up(this.#node)
    this.#say({ kind: 'machine.on', machine: this.spec.id })
    if (this.#isMember && this.#memberHolds === 0) this.#startMemberProcess()
    const hasStore = membersOf(topology).length > 0
    const context = { spec: this.spec, tuning, boot: number, startsAt, hasStore }
    const root = kernel.start('boot', host, boot(context, platform))
    this.#running = { host, root }
  }

  #startMemberProcess(): void {
    this.#yard.cluster.start(this.spec.id)
    if (this.#freezes > 0) this.#yard.cluster.pause(this.spec.id)
  }

  #stop(why: 'reboot' | 'power-cut'): void {
    this.#stops++
    this.#bootDue = false
    const running = this.#running
    if (running) {
      if (this.#memberRuns) this.#yard.cluster.crash(this.spec.id, { silent: why === 'power-cut' })
      this.#running = undefined
      this.#yard.wire.down(this.#node)
      this.#yard.cluster.forgetClient(this.#node)
      this.#yard.kernel.drop(running.root)
    }
    this.#say({ kind: 'machine.off', machine: this.spec.id, why }) // also between two boots: the next one will not come
  }

  #host(number: number): Host {
    const { cluster, recorder, seed, topology, tuning, wire } = this.#yard
    const { id } = this.spec
    const source = recorder.source(`${id}.${number}`)
    const own = (member: string) => (member === id ? 0 : 1)
    const members = membersOf(topology).toSorted((a, b) => own(a) - own(b))
    return {
      name: id,
      random: new RandomStream(seed, `os:${id}.${number}`),
      ports: {
        [STORE_PORT]: cluster.client(this.#node, new Endpoints(members), tuning.callTimeoutMs),
        [WIRE_PORT]: wire.port(this.#node),
        [FLEETLOCK_PORT]: (posted, reply) => {
          const body = posted as FleetLockPost & Json // the port is called through machine/fleetlock.ts alone
          const withinMs = tuning.callTimeoutMs
          wire.port(this.#node)(
            { kind: 'request', host: FLEETLOCK_HOST, service: FLEETLOCK_HOST, body, withinMs },
            reply,
          )
        },
        [FIRMWARE_PORT]: (request) => {
          if ((request as Firmware) !== 'reboot') throw new Error(`the firmware does not know "${String(request)}"`)
          this.#stop('reboot')
          this.#bootLater()
        },
      },
      record: (fact) => source.record(fact as Fact), // programs record facts only: see history/event.ts
      crashed: (program, error) => source.record(crash(program, error)),
      frozen: false,
    }
  }

  #say(fact: PowerFact): void {
    this.#yard.world.record(fact)
  }
}
