// What the contract of a runner is written with: a host that notes what reaches it, and a few small programs.

import type { Host, Reply } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import type { Mailbox } from '../../../runtime/mailbox.ts'
import {
  Call,
  type Ending,
  ok,
  type Outcome,
  type Program,
  record,
  send,
  sleep,
  spawn,
} from '../../../runtime/operation.ts'
import { RandomStream } from '../../../runtime/random.ts'
import type { Task } from '../../../runtime/task.ts'

/** A runner at work. */
export interface RunnerBench {
  readonly kernel: Kernel
  /** Lets time pass until the promise is kept. */
  until<T>(promise: Promise<T>): Promise<T>
  close(): void
}

/** Long enough to tell an order by on a busy host, in milliseconds. */
export const TICK = 20

export class Bench {
  readonly runner: RunnerBench
  readonly records: { readonly kind: string; readonly text?: string }[] = []
  readonly crashes: { readonly program: string; readonly error: unknown }[] = []
  readonly replies: Reply[] = []

  constructor(runner: RunnerBench) {
    this.runner = runner
  }

  get notes(): readonly unknown[] {
    return this.records.filter((each) => each.kind === 'note').map((each) => each.text)
  }

  host(name: string): Host {
    return {
      name,
      random: new RandomStream(1, 'contract'),
      ports: {
        echo: (request, reply) => {
          if (request === 'never') {
            this.replies.push(reply)
            return
          }
          reply.answer(ok(`${String(request)}!`))
          reply.answer(ok('a second answer'))
        },
      },
      record: (event) => void this.records.push(event),
      crashed: (program, error) => void this.crashes.push({ program, error }),
      frozen: false,
    }
  }

  answerAll(outcome: unknown): void {
    for (const reply of this.replies) reply.answer(outcome)
  }

  start<T>(host: Host, program: () => Program<T>): { readonly task: Task<T>; readonly ended: Promise<Ending<T>> } {
    const { promise, resolve } = Promise.withResolvers<Ending<T>>()
    return { task: this.runner.kernel.start('root', host, program(), resolve), ended: promise }
  }

  async run<T>(program: () => Program<T>): Promise<T> {
    const ending = await this.runner.until(this.start(this.host('host'), program).ended)
    if (ending.kind === 'threw') throw ending.error
    if (ending.kind === 'dropped') throw new Error('the program was dropped')
    return ending.value
  }
}

/** Declares the test of one promise. */
export type Trial = (title: string, body: (bench: Bench) => Promise<void>) => void

export const ask = (what: string) => new AskProgram(what)[Symbol.iterator]()

class AskProgram extends Call<Outcome<string>> {
  constructor(what: string) {
    super('echo', what)
  }
}

export function* note(first: Iterable<unknown> & ReturnType<typeof sleep>, text: string): Program<void> {
  yield* first
  yield* record({ kind: 'note', text })
}

export function* giving<T>(value: T): Program<T> {
  yield* sleep(1)
  return value
}

export function* throwing(error: Error): Program<never> {
  yield* sleep(1)
  throw error
}

export function* family(): Program<void> {
  yield* spawn('child', note(sleep(2 * TICK), 'child'))
  yield* record({ kind: 'note', text: 'parent' })
}

export function* doomed(): Program<void> {
  yield* spawn('child', note(sleep(2 * TICK), 'child'))
  try {
    yield* record({ kind: 'note', text: 'begun' })
    yield* sleep(2 * TICK)
    yield* record({ kind: 'note', text: 'ended' })
  } finally {
    yield* record({ kind: 'note', text: 'finally' })
  }
}

export function* fragile(): Program<void> {
  yield* spawn('child', note(sleep(2 * TICK), 'child'))
  yield* sleep(TICK)
  throw new Error('fragile')
}

export function* sending(mailbox: Mailbox<string>, message: string, afterMs: number): Program<void> {
  yield* sleep(afterMs)
  yield* send(mailbox, message)
}
