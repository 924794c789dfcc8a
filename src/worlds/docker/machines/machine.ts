// The chassis of a machine in containers: its power switch, its firmware, its freezes. It decides what runs; the rules
// are those of the simulated machine, step for step. Every change goes through one queue, so that no two overlap.

import { HALT_STATUS, OFF_STATUS, REBOOT_STATUS, RESET_STATUS } from '../pod/config.ts'
import type { Chassis } from './chassis.ts'
import type { Container } from './container.ts'
import { NextBoot } from './next-boot.ts'
import { Queue } from './queue.ts'
import { Service } from './service.ts'

const LOG_LINES = 25

/** What the program's end means, by its exit status. */
const WHY_OFF: ReadonlyMap<number, 'reboot' | 'reset' | 'lost' | 'shutdown'> = new Map([
  [REBOOT_STATUS, 'reboot'],
  [RESET_STATUS, 'reset'],
  [HALT_STATUS, 'lost'],
  [OFF_STATUS, 'shutdown'],
])

export class DockerMachine {
  readonly #chassis: Chassis
  readonly #queue = new Queue()
  readonly #os: Service
  readonly #etcd: Service | undefined
  #powered = false
  #freezes = 0
  /** Holds on the member's process: while there is one it does not start. */
  #memberHolds = 0
  readonly #nextBoot: NextBoot
  /** A boot fell due while the machine was frozen. */
  #bootDue = false
  #closed = false

  constructor(chassis: Chassis) {
    this.#chassis = chassis
    const { os, etcd } = chassis
    const inTurn = (what: string, work: () => Promise<void>): void => this.#inTurn(what, work)
    this.#os = new Service({ container: os, inTurn, onExit: (status) => this.#osExited(status) })
    this.#nextBoot = new NextBoot(chassis.tuning.bootMs, inTurn)
    this.#etcd = etcd && new Service({ container: etcd, inTurn, onExit: (status) => this.#etcdExited(etcd, status) })
  }

  /** Its program runs, or would but for a freeze. */
  get running(): boolean {
    return this.#os.runs
  }

  /** What its member should be doing. */
  get member(): 'runs' | 'paused' | 'down' {
    if (!this.#etcd?.runs) return 'down'
    return this.#freezes > 0 ? 'paused' : 'runs'
  }

  /** From now on nothing is started any more, and no end of a container is a surprise. */
  close(): void {
    this.#closed = true
    this.#nextBoot.drop()
  }

  powerOn(): Promise<void> {
    return this.#change(async () => {
      if (this.#powered) return
      this.#powered = true
      await this.#chassis.links.powerBack(this.#chassis.id)
      this.#bootLater()
    })
  }

  powerCut(): Promise<void> {
    return this.#change(async () => {
      if (!this.#powered) return
      const { id, links, say, units } = this.#chassis
      this.#powered = false
      this.#voidBoot()
      await links.powerLost(id) // first: a killed process's sockets say goodbye, a lost machine does not
      units?.going()
      await Promise.all([this.#os.stop('SIGKILL'), this.#etcd?.stop('SIGKILL'), units?.end()])
      await units?.end() // what its program began in its last moment
      await units?.off()
      say({ kind: 'machine.off', machine: id, why: 'power-cut' }) // also between two boots: the next one will not come
    })
  }

  freeze(): Promise<void> {
    return this.#change(async () => {
      this.#freezes++
      if (this.#freezes > 1) return
      await Promise.all([this.#os.pause(), this.#etcd?.pause()])
      await this.#chassis.units?.pause() // its program starts none any more, but for one that is on its way
      this.#chassis.say({ kind: 'machine.frozen', machine: this.#chassis.id })
    })
  }

  thaw(): Promise<void> {
    return this.#change(async () => {
      if (this.#freezes === 0 || --this.#freezes > 0) return
      this.#chassis.say({ kind: 'machine.thawed', machine: this.#chassis.id })
      if (this.#bootDue) return this.#boot()
      await Promise.all([this.#os.unpause(), this.#etcd?.unpause(), this.#chassis.units?.unpause()])
      await this.#startMemberIfDue()
    })
  }

  setClock(skewMs: number): Promise<void> {
    return this.#change(async () => {
      await this.#chassis.setClock(skewMs)
      this.#chassis.say({ kind: 'machine.clock', machine: this.#chassis.id, skewMs })
    })
  }

  killMember(): Promise<void> {
    return this.#change(async () => {
      this.#memberHolds++
      await this.#etcd?.stop('SIGKILL')
    })
  }

  startMember(): Promise<void> {
    return this.#change(async () => {
      if (this.#memberHolds === 0 || --this.#memberHolds > 0) return
      await this.#startMemberIfDue()
    })
  }

  /** A unit's process has come up: on a machine that is frozen it must not run either. */
  unitStarted(): void {
    if (this.#freezes === 0) return
    this.#inTurn('freeze of a unit', async () => {
      if (this.#freezes > 0) await this.#chassis.units?.pause()
    })
  }

  #change(work: () => Promise<void>): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#closed) await work()
    })
  }

  #inTurn(what: string, work: () => Promise<void>): void {
    this.#change(work).catch((error: unknown) => {
      if (!this.#closed) this.#chassis.fault(`the ${what} of ${this.#chassis.id} failed`, String(error))
    })
  }

  #bootLater(): void {
    this.#nextBoot.announce(async () => {
      if (this.#freezes > 0) this.#bootDue = true
      else await this.#boot()
    })
  }

  #voidBoot(): void {
    this.#nextBoot.drop()
    this.#bootDue = false
  }

  async #boot(): Promise<void> {
    const { id, log, say, units } = this.#chassis
    this.#bootDue = false
    units?.on()
    say({ kind: 'machine.on', machine: id }) // before the start: its program's first event must not come earlier
    await Promise.all([this.#os.start(log.open()), this.#memberHolds === 0 && this.#etcd?.start()])
  }

  async #startMemberIfDue(): Promise<void> {
    if (this.running && this.#freezes === 0 && this.#memberHolds === 0) await this.#etcd?.start()
  }

  async #osExited(status: number): Promise<void> {
    const { id, say, log, units } = this.#chassis
    const why = WHY_OFF.get(status)
    if (why === undefined) return this.#surprise('the program', status, log.tail(LOG_LINES))
    this.#voidBoot()
    units?.going()
    await units?.off() // with its first process the kernel has ended them all
    say({ kind: 'machine.off', machine: id, why })
    await Promise.all([this.#etcd?.stop(this.#freezes > 0 ? 'SIGKILL' : 'SIGTERM'), units?.end()])
    if (why === 'shutdown') this.#powered = false
    else if (why !== 'lost') this.#bootLater() // one that is lost has power, and boots when that was gone for a while
  }

  async #etcdExited(etcd: Container, status: number): Promise<void> {
    this.#surprise('the etcd member', status, await etcd.tail(LOG_LINES))
  }

  #surprise(what: string, status: number, lines: readonly string[]): void {
    const evidence = [`exit status ${status}`, ...lines].join('\n')
    if (!this.#closed) this.#chassis.fault(`${what} of ${this.#chassis.id} ended by itself`, evidence)
  }
}
