// What the update engine's tests are written on: one machine on virtual time, with a disk in memory that can be told to fail,
// an update server that says what a test has it say, and a power switch.

import { FACTORY, markGood, nextBoot, type SlotTable } from '../boot/slots.ts'
import { decodeSlotTable, encodeSlotTable } from '../boot/slots-codec.ts'
import type { SlotName } from '../../history/event.ts'
import type { Host } from '../../runtime/host.ts'
import { ok, type Outcome, type Recordable, sleep } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Task } from '../../runtime/task.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import type { Request, UpdateCheck } from '../omaha/messages.ts'
import { answering, FLATCAR } from '../omaha/message-fixture.ts'
import { type EngineDesk, engineDesk } from './desk.ts'
import { ENGINE_RULES, type EngineConfig, type EngineRules, updateEngine } from './engine.ts'
import { MemoryDisk } from './memory-disk-fixture.ts'
import { eventText, NO_UPDATE } from './server-fixture.ts'
import { DISK_PORT, type DiskRequest, type OmahaAnswer, UPDATES_PORT, type UpdatesRequest } from './ports.ts'

/** Short times: a check every second, and an update in a few. */
export const TIMES = {
  ...{ initialMs: 300, fuzzMs: 200, periodicMs: 1000, quickMs: 100, maxBackoffMs: 8000 },
  ...{ callTimeoutMs: 1000, payloadBackoffMs: 2000, fetchStallMs: 500, bootTries: 1 },
}

/** A call that is cut short: before it is done, half-way, or done and not heard of. */
export interface Cut {
  readonly call: number
  readonly when: 'before' | 'half-way' | 'after'
  /** What ends: the engine alone, which is started again, or the machine. */
  readonly what: 'engine' | 'power'
}

export class EngineBench {
  readonly runner = virtualRunner()
  readonly disk = new MemoryDisk()
  readonly records: Recordable[] = []
  readonly messages: Request[] = []
  readonly crashes: unknown[] = []
  /** What was asked of the disk and of the server, in order. */
  readonly calls: string[] = []
  /** What the boot loader started; a release that does not prove itself, and a torn slot, are started too. */
  readonly boots: { readonly slot: SlotName; readonly version: string | undefined }[] = []
  config: Partial<EngineConfig> = {}
  rules: EngineRules = ENGINE_RULES
  rebootsWanted = 0
  cut: Cut | undefined
  /** What the server offers to whoever does not run it; undefined: nothing. */
  offered: string | undefined
  /** The server's answer to a message. */
  serve: (message: Request, answer: (outcome: Outcome<OmahaAnswer>) => void) => void = (message, answer) =>
    answer(ok({ status: 200, response: answering(this.#answer(message)) }))
  #desk!: EngineDesk
  #host!: Host
  #task: Task<void> | undefined
  #boot = 0
  running: SlotName = 'a'

  get desk(): EngineDesk {
    return this.#desk
  }

  get table(): SlotTable {
    const text = this.disk.files.slots
    return text === undefined ? FACTORY : decodeSlotTable(text)
  }

  get version(): string | undefined {
    return this.disk.slots[this.running]?.version
  }

  /** Power on: the boot loader, as often as it takes, then the engine of a good boot. */
  boot(): void {
    this.crash()
    for (let starts = 0; starts < 40; starts++) {
      this.#boot++
      const next = nextBoot(this.table)
      if (next.kind === 'none') throw new Error('the machine is lost')
      if (next.write) this.disk.files.slots = encodeSlotTable(next.table)
      const content = this.disk.slots[next.slot]
      this.boots.push({ slot: next.slot, version: content?.version })
      if (content === undefined || this.disk.neverGood.has(content.version)) continue
      this.running = this.disk.running = next.slot
      this.disk.files.slots = encodeSlotTable(markGood(this.table, next.slot))
      this.#desk = engineDesk(() => this.#needReboot())
      this.#host = this.#newHost(`m0.${this.#boot}`)
      return this.start()
    }
    throw new Error('the machine does not come up')
  }

  /** Starts the engine, on the same boot. */
  start(): void {
    const os = { slot: this.running, ...this.disk.slots[this.running]! }
    const config = {
      ...TIMES,
      machine: 'm0',
      boot: this.#boot,
      channel: 'stable',
      appId: FLATCAR,
      server: 'http://updates/',
      startsAt: 1e12,
      os,
    }
    const engine = updateEngine({ ...config, ...this.config }, this.#desk, this.rules)
    const { kernel } = this.runner
    this.#task = kernel.start('update engine', this.#host, engine, (ending) => {
      if (ending.kind === 'threw') this.crashes.push(ending.error)
    })
  }

  /** The engine is gone in the middle of what it does. */
  crash(): void {
    if (this.#task) this.runner.kernel.drop(this.#task)
    this.#task = undefined
  }

  run(ms: number): void {
    this.runner.timers.advance(this.runner.timers.now() + ms)
  }

  /** Has the engine check now, and gives it a while. */
  check(ms = 100): void {
    this.runner.kernel.deliver(this.#desk.checks, 'check')
    this.run(ms)
  }

  /** The events that the server was told, as `type/result/errorCode`. */
  get told(): string[] {
    return this.messages.flatMap(({ apps }) => apps[0]!.events).map(eventText)
  }

  of(kind: string): Recordable[] {
    return this.records.filter((each) => each.kind === kind)
  }

  /** The states that the engine went through. */
  get states(): string[] {
    return this.of('update.status').map((each) => (each as unknown as { status: string }).status)
  }

  *#needReboot() {
    this.rebootsWanted++
    yield* sleep(1)
  }

  #answer({ apps }: Request): UpdateCheck {
    const [app] = apps
    if (app!.updateCheck === undefined || this.offered === undefined || app!.version === this.offered) return NO_UPDATE
    return this.disk.offerOf(this.offered)
  }

  #newHost(name: string): Host {
    return {
      name,
      random: new RandomStream(1, name),
      ports: {
        [DISK_PORT]: (request, reply) => {
          const what = request as DiskRequest
          const file = 'file' in what ? ` ${what.file}` : ''
          this.#called(
            what.kind + file,
            () => this.disk.begin(what),
            (done) => done(this.disk.serve(what)),
            (value) => reply.answer(value),
          )
        },
        [UPDATES_PORT]: (request, reply) => {
          const { message } = request as Extract<UpdatesRequest, { kind: 'omaha' }>
          const heard = (done: (value: unknown) => void): void => {
            this.messages.push(message)
            this.serve(message, done)
          }
          this.#called(
            'ask server',
            () => {},
            heard,
            (value) => reply.answer(value),
          )
        },
      },
      record: (event) => void this.records.push(event),
      crashed: () => {},
      frozen: false,
    }
  }

  /** Serves a call in a millisecond, unless it is the one that is cut short. */
  #called(
    what: string,
    begin: () => void,
    serve: (done: (value: unknown) => void) => void,
    answer: (value: unknown) => void,
  ): void {
    this.calls.push(what)
    const { cut } = this
    const { timers } = this.runner
    if (cut?.call !== this.calls.length) return timers.callAt(timers.now() + 1, () => serve(answer))
    this.cut = undefined
    if (cut.when === 'half-way') begin()
    if (cut.when === 'after') serve(() => {})
    timers.callAt(timers.now() + 1, () => {
      if (cut.what === 'power') return this.boot()
      this.crash()
      this.start()
    })
  }
}
