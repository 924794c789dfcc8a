// Watches the store from before the first fault until the end of a run, past every cut, and records what it sees as the
// source `store`.

import type { StoreFact } from '../../../history/event.ts'
import type { Recorder } from '../../../history/recorder.ts'
import { crash } from '../../../machine/supervisor.ts'
import type { Host } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import { RandomStream } from '../../../runtime/random.ts'
import type { Task } from '../../../runtime/task.ts'
import { STORE_PORT } from '../../../store/contract.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { EtcdStore } from '../etcd/etcd-store.ts'
import { HealthWatch, type WatchedMember } from './health.ts'
import { Watchers } from './watchers.ts'

export interface ObserverOptions {
  readonly kernel: Kernel
  readonly recorder: Recorder
  readonly members: readonly WatchedMember[]
  readonly fault: (what: string, evidence: string) => void
}

const CATCH_UP_MS = 3_000
/** Every call names its own time; this one is never used. */
const UNUSED_MS = 1_000

export class Observer implements AsyncDisposable {
  readonly #options: ObserverOptions
  readonly #host: Host
  readonly #store: EtcdStore
  readonly #watchers: Watchers
  readonly #watching: Task<void>
  readonly #health: HealthWatch
  readonly #unlisten: () => void

  constructor(options: ObserverOptions) {
    const { kernel, recorder, members, fault } = options
    this.#options = options
    const source = recorder.source('store')
    const urls = new Map(members.map(({ machine, url }) => [machine, url]))
    const names = members.map(({ machine }) => machine)
    this.#store = new EtcdStore({
      kernel,
      endpoints: new Endpoints(names),
      urlOf: (member) => urls.get(member) as string, // asked for the members that are listed above
      defaultWithinMs: UNUSED_MS,
    })
    this.#host = {
      name: 'observer',
      random: new RandomStream(0, 'observer'), // draws nothing
      ports: { [STORE_PORT]: this.#store.port },
      record: (fact) => source.record(fact as StoreFact), // the watchers record nothing else
      crashed: (program, error) => fault(`the observer's ${program} crashed`, JSON.stringify(crash(program, error))),
      frozen: false,
    }
    this.#watchers = new Watchers(names, (why) => fault('the observer missed changes of the store', why))
    this.#watching = kernel.start('watch the store', this.#host, this.#watchers.run())
    this.#health = new HealthWatch(members, (fact) => source.record(fact))
    this.#unlisten = recorder.listen(({ kind }) => {
      if (kind === 'machine.off' || kind === 'machine.frozen' || kind === 'machine.thawed') this.#health.look()
    })
  }

  /** Waits until everything that was written is recorded; says so in the history if that cannot be had. */
  async catchUp(): Promise<void> {
    const { kernel, members, fault } = this.#options
    if (members.every((member) => member.should() !== 'runs')) return // nobody to ask, and nobody who could write
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    kernel.start('catch up', this.#host, this.#watchers.catchUp(CATCH_UP_MS), (ending) => {
      resolve(ending.kind === 'returned' ? ending.value : 'the observer crashed')
    })
    const missing = await promise
    if (missing !== undefined) fault('the end of the history of the store is not known to be whole', missing)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unlisten()
    this.#options.kernel.drop(this.#watching)
    await this.#health[Symbol.asyncDispose]()
    this.#store[Symbol.dispose]()
  }
}
