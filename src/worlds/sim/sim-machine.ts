// The chassis of a simulated machine: its power switch, its firmware, what it keeps on disk. What runs on it is the same
// program as on a real one.

import type { EventOf, PowerFact } from '../../history/event.ts'
import { powerOn } from '../../machine/machine.ts'
import type { Firmware } from '../../machine/firmware.ts'
import { type MachineSpec, membersOf } from '../../machine/topology.ts'
import type { Host } from '../../runtime/host.ts'
import type { Task } from '../../runtime/task.ts'
import type { Probe } from '../world.ts'
import { SimDisk } from './disk.ts'
import type { Node } from './network.ts'
import { PowerTimers } from './power-timers.ts'
import { SimProcesses } from './processes.ts'
import { machineHost, type SlotParts } from './sim-host.ts'
import { unitWitness } from './unit-witness.ts'
import type { Yard } from './yard.ts'

/** A boot. */
interface Running {
  readonly host: Host
  readonly root: Task<void>
}

export class SimMachine {
  readonly spec: MachineSpec
  readonly #yard: Yard
  readonly #node: Node
  readonly #isMember: boolean
  /** The time of its disk and its processes. */
  readonly #clock: PowerTimers
  /** Where the machine updates itself. */
  readonly #parts: SlotParts | undefined
  /** Where it runs units. */
  readonly processes: SimProcesses | undefined
  /** Survives everything: the machine's disk counts its boots. */
  #boots = 0
  #powered = false
  #freezes = 0
  /** How far its wall clock is ahead. Survives everything, as the hardware's clock does. */
  #skewMs = 0
  /** Holds on the member's process: while there is one it does not start. */
  #memberHolds = 0
  #running: Running | undefined
  /** The release of this boot has started, and its services with it. */
  #started = false
  /** A boot fell due while the machine was frozen. */
  #bootDue = false
  /** Counts the times that the machine stopped: a boot that was under way then is void. */
  #stops = 0

  constructor(spec: MachineSpec, yard: Yard) {
    this.spec = spec
    this.#yard = yard
    this.#node = `os:${spec.id}`
    this.#isMember = spec.roles.includes('etcd')
    this.#clock = new PowerTimers(yard.timers)
    if (spec.channel !== undefined) {
      this.#parts = { clock: this.#clock, disk: new SimDisk(spec.id, yard.seed, this.#clock, yard.payloadServer) }
    }
    if (spec.fleet !== undefined) {
      this.processes = new SimProcesses(spec.id, yard.seed, this.#clock, unitWitness(spec.id, yard.world))
    }
  }

  /** @throws Error when the machine does not update itself */
  get disk(): SimDisk {
    if (!this.#parts) throw new Error(`the machine "${this.spec.id}" has no disk for updates: it has no channel`)
    return this.#parts.disk
  }

  /** A machine that is lost has power, and boots when that was gone for a while. */
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
    this.#clock.freeze()
    if (this.#isMember && this.#memberRuns) this.#yard.cluster.pause(this.spec.id)
    this.#say({ kind: 'machine.frozen', machine: this.spec.id })
  }

  thaw(): void {
    if (this.#freezes === 0 || --this.#freezes > 0) return
    this.#say({ kind: 'machine.thawed', machine: this.spec.id })
    if (this.#isMember && this.#memberRuns) this.#yard.cluster.resume(this.spec.id)
    if (this.#bootDue) this.#bootNow()
    else if (this.#running) this.#yard.kernel.unfreeze(this.#running.host)
    this.#clock.thaw()
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs
    if (this.#running) this.#running.host.skewMs = skewMs
    this.#say({ kind: 'machine.clock', machine: this.spec.id, skewMs })
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
    if (!this.#started) return 'down'
    return this.#freezes > 0 ? 'silent' : 'answers'
  }

  probeMember(): Probe {
    if (!this.#started) return 'down'
    return this.#freezes > 0 || this.#memberHolds > 0 ? 'silent' : 'answers'
  }

  /** Runs, or would but for a freeze. */
  get #memberRuns(): boolean {
    return this.#isMember && this.#started && this.#memberHolds === 0
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
    const parts = { slots: this.#parts, processes: this.processes }
    const host = machineHost(this.#yard, this.spec.id, number, parts, {
      ask: (request) => this.#firmware(request),
      started: () => this.#releaseStarted(),
    })
    if (this.#skewMs !== 0) host.skewMs = this.#skewMs
    wire.up(this.#node)
    this.#say({ kind: 'machine.on', machine: this.spec.id })
    if (!this.#parts) this.#releaseStarted()
    const hasStore = membersOf(topology).length > 0
    const context = { spec: this.spec, tuning, boot: number, startsAt, hasStore }
    const root = kernel.start('boot', host, powerOn(context, platform))
    this.#running = { host, root }
  }

  #releaseStarted(): void {
    this.#started = true
    if (this.#memberRuns) this.#startMemberProcess()
  }

  #startMemberProcess(): void {
    this.#yard.cluster.start(this.spec.id)
    if (this.#freezes > 0) this.#yard.cluster.pause(this.spec.id)
  }

  #firmware(request: Firmware): void {
    switch (request) {
      case 'reboot':
      case 'reset':
        this.#stop(request)
        this.#bootLater()
        return
      case 'halt':
        this.#stop('lost')
        return
      case 'off':
        this.#powered = false
        this.#stop('shutdown')
    }
  }

  #stop(why: EventOf<'machine.off'>['why']): void {
    this.#stops++
    this.#parts?.disk.stop()
    this.processes?.stop()
    this.#clock.stop()
    this.#bootDue = false
    const running = this.#running
    if (running) {
      if (this.#memberRuns) this.#yard.cluster.crash(this.spec.id, { silent: why !== 'reboot' && why !== 'shutdown' })
      this.#running = undefined
      this.#started = false
      this.#yard.wire.down(this.#node)
      this.#yard.cluster.forgetClient(this.#node)
      this.#yard.kernel.drop(running.root)
    }
    this.#say({ kind: 'machine.off', machine: this.spec.id, why }) // also between two boots: the next one will not come
  }

  #say(fact: PowerFact): void {
    this.#yard.world.record(fact)
  }
}
