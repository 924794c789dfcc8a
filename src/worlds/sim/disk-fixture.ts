// A simulated disk under test: one machine's, with an update server, and a clock that moves as far as it is told.

import type { Host } from '../../runtime/host.ts'
import { Call, type Ending, type Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Task } from '../../runtime/task.ts'
import { type VirtualRunner, virtualRunner } from '../../runtime/virtual.ts'
import { DISK_PORT, type DiskRequest } from '../../updates/engine/ports.ts'
import type { Behaviour } from '../world.ts'
import type { Published } from '../contracts/disk.ts'
import { SimDisk } from './disk.ts'
import { PowerTimers } from './power-timers.ts'
import { Payloads } from './releases.ts'
import type { PayloadServer } from './transfer.ts'
import { UpdateFaults } from './update-faults.ts'

/** Longer than anything takes. */
const ENOUGH_MS = 3_600_000

export class DiskServer implements PayloadServer {
  readonly runner: VirtualRunner = virtualRunner()
  readonly payloads = new Payloads()
  readonly faults = new UpdateFaults()

  publish(version: string, behaviour: Behaviour = 'boots'): Published {
    return { ...this.payloads.build(version, behaviour), url: `http://updates/payloads/${version}.tgz` }
  }

  pass(ms: number): void {
    const { timers } = this.runner
    timers.advance(timers.now() + ms)
  }
}

export interface Answer {
  /** Undefined until it came, and for ever when it never does. */
  value?: unknown
}

export class DiskBoot {
  readonly server: DiskServer
  readonly disk: SimDisk
  readonly clock: PowerTimers
  #host: Host
  #tasks: Task<unknown>[] = []

  constructor(server = new DiskServer(), seed = 1) {
    this.server = server
    this.clock = new PowerTimers(server.runner.timers)
    this.disk = new SimDisk('m0', seed, this.clock, server)
    this.#host = this.#boot()
  }

  /** Begins a request; it is answered while time passes. */
  begin(request: DiskRequest): Answer {
    const answer: Answer = {}
    this.#start(asked(request), (ending) => {
      if (ending.kind === 'returned') answer.value = ending.value
    })
    return answer
  }

  /** What a request comes to. */
  ask(request: DiskRequest): unknown {
    return this.run(asked(request))
  }

  run<T>(program: Program<T>): T {
    let ended: Ending<T> | undefined
    this.#start(program, (ending) => {
      ended = ending
    })
    const { timers } = this.server.runner
    timers.advance(timers.now() + ENOUGH_MS, () => ended !== undefined)
    const ending = ended as Ending<T> | undefined // set by the callback, which the compiler does not see
    if (ending?.kind === 'threw') throw ending.error
    if (ending?.kind !== 'returned') throw new Error('the program did not end')
    return ending.value
  }

  /** Ends this boot without a word; the next one begins at once. */
  powerCut(): void {
    this.disk.stop()
    this.clock.stop()
    this.endPrograms()
    this.#host = this.#boot()
  }

  /** All programs end, and the machine runs on. */
  endPrograms(): void {
    for (const task of this.#tasks) this.server.runner.kernel.drop(task)
    this.#tasks = []
  }

  #start<T>(program: Program<T>, onEnd: (ending: Ending<T>) => void): void {
    this.#tasks.push(this.server.runner.kernel.start('test', this.#host, program, onEnd))
  }

  #boot(): Host {
    return {
      name: 'm0',
      random: new RandomStream(1, 'test'),
      ports: { [DISK_PORT]: this.disk.port },
      record: () => {},
      crashed: () => {},
      frozen: false,
    }
  }
}

function* asked(request: DiskRequest): Program<unknown> {
  return yield* new Call<unknown>(DISK_PORT, request)
}
