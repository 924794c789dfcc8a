// The processes of a simulated machine: they do what machine/app.ts says of their programs, and end with the machine's
// power. What they promise: worlds/contracts/processes.ts.

import type { Command, Exit, ProcessId, ProcessRequest } from '../../fleet/manager/processes.ts'
import type { UnitName } from '../../fleet/unit.ts'
import { type Behaviour, behaviourOf } from '../../machine/app.ts'
import type { Port, Reply } from '../../runtime/host.ts'
import { fail, ok } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Clock } from './power-timers.ts'

/** What the world is told of units' main processes. */
export interface ProcessWitness {
  up(process: ProcessId, command: Command): void
  down(process: ProcessId, command: Command, exit: Exit): void
}

interface Process {
  readonly id: ProcessId
  readonly command: Command
  readonly behaviour: Behaviour
  /** A port that it serves. */
  port?: number
  waiting: readonly Reply[]
  /** Undefined while it is alive. */
  exit?: Exit
}

/** How long a start takes, and a signal, in milliseconds. */
const START_MS = [1, 5] as const
const SIGNAL_MS = [0, 2] as const

/** What a server exits with whose port another one has. */
const PORT_TAKEN: Exit = { kind: 'exited', code: 1 }

/** What somebody exits with who has waited for a server; and how often it looks, in milliseconds. */
const IS_SERVED: Exit = { kind: 'exited', code: 0 }
const LOOK_AGAIN_MS = 20

export class SimProcesses {
  readonly #clock: Clock
  readonly #random: RandomStream
  readonly #witness: ProcessWitness
  readonly #processes = new Map<ProcessId, Process>()
  readonly #serving = new Map<number, Process>()
  /** Who waits until somebody serves. */
  #awaiting: readonly { readonly port: number; readonly process: Process }[] = []
  /** Why no unit can be started; undefined: they can. It survives everything, as what ails a machine does. */
  refusal: string | undefined
  /** Counts all that were ever started: no id is used twice. */
  #started = 0

  /** @param clock the machine's, which stops and stands still with it */
  constructor(machine: string, seed: number, clock: Clock, witness: ProcessWitness) {
    this.#random = new RandomStream(seed, `processes:${machine}`)
    this.#clock = clock
    this.#witness = witness
  }

  /** Answers PROCESS_PORT. */
  readonly port: Port = (raw, reply) => {
    const request = raw as ProcessRequest // the port is called through fleet/manager/processes.ts alone
    switch (request.kind) {
      case 'queue-job':
        return reply.answer(this.refusal === undefined ? ok(undefined) : fail(this.refusal))
      case 'start':
        return this.#clock.after(this.#random.between(...START_MS), () => this.#start(request.command, reply))
      case 'wait':
        return this.#wait(this.#known(request.process), reply)
      case 'signal':
        return this.#clock.after(this.#random.between(...SIGNAL_MS), () => {
          this.#signal(this.#known(request.process), request.signal)
          reply.answer(ok(undefined))
        })
    }
  }

  /** The power goes, and all end without a word. Then the machine's clock is to be stopped. */
  stop(): void {
    this.#processes.clear()
    this.#serving.clear()
    this.#awaiting = []
  }

  /** The unit that serves a port right now. */
  serving(port: number): UnitName | undefined {
    return this.#serving.get(port)?.command.unit
  }

  #start(command: Command, reply: Reply): void {
    const behaviour = behaviourOf(command.argv)
    if (!behaviour) return reply.answer(fail(`there is no program ${command.argv[0] ?? ''}`))
    const process: Process = { id: `p${++this.#started}`, command, behaviour, waiting: [] }
    this.#processes.set(process.id, process)
    if (command.role === 'main') this.#witness.up(process.id, command)
    reply.answer(ok(process.id))
    const { ends, serves, awaits } = behaviour
    if (awaits) this.#await(process, awaits.port)
    if (serves) this.#clock.after(serves.startMs, () => this.#serve(process, serves.port))
    if (ends) this.#clock.after(ends.afterMs, () => this.#end(process, { kind: 'exited', code: ends.code }))
  }

  #serve(process: Process, port: number): void {
    if (process.exit) return
    if (this.#serving.has(port)) return this.#end(process, PORT_TAKEN)
    process.port = port
    this.#serving.set(port, process)
    const all = this.#awaiting
    this.#awaiting = all.filter((each) => each.port !== port)
    for (const each of all) if (each.port === port) this.#await(each.process, port)
  }

  /** It sees a server at its next look, if that is still there then. */
  #await(process: Process, port: number): void {
    if (process.exit) return
    if (!this.#serving.has(port)) {
      this.#awaiting = [...this.#awaiting, { port, process }]
      return
    }
    this.#clock.after(LOOK_AGAIN_MS, () => {
      if (this.#serving.has(port)) this.#end(process, IS_SERVED)
      else this.#await(process, port)
    })
  }

  #wait(process: Process, reply: Reply): void {
    if (process.exit) reply.answer(process.exit)
    else process.waiting = [...process.waiting.filter(({ open }) => open), reply]
  }

  #signal(process: Process, signal: string): void {
    const { onTerm } = process.behaviour
    if (signal !== 'TERM' || onTerm.kind === 'dies') return this.#end(process, { kind: 'killed', signal })
    if (onTerm.kind === 'exits') {
      this.#clock.after(onTerm.afterMs, () => this.#end(process, { kind: 'exited', code: 0 }))
    }
  }

  #end(process: Process, exit: Exit): void {
    if (process.exit) return
    process.exit = exit
    if (process.port !== undefined) this.#serving.delete(process.port)
    if (process.command.role === 'main') this.#witness.down(process.id, process.command, exit)
    for (const reply of process.waiting) reply.answer(exit)
    process.waiting = []
  }

  /** @throws Error: nobody can know of a process that this boot has not started */
  #known(id: ProcessId): Process {
    const process = this.#processes.get(id)
    if (!process) throw new Error(`no process ${id} was started`)
    return process
  }
}
