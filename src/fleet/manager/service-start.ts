// One start of a service, from its first command to the end of its last process.
//
// Source: systemd.service(5), "ExecStart=" to "TimeoutStopSec="; src/core/service.c.

import { now, type Program } from '../../runtime/operation.ts'
import { type CommandLine, expandedArgv } from './command-line.ts'
import type { Lookout } from './lookout.ts'
import type { SystemdState } from './manager.ts'
import type { ProcessRole } from './processes.ts'
import { type Result, resultOfCommand, resultOfDaemon } from './result.ts'
import type { Service } from './service.ts'
import type { UnitProcess, UnitProcesses } from './unit-processes.ts'
import type { Surroundings } from './unit-run.ts'

type Active = SystemdState['active']

/** The unit whose start this is. */
export interface StartedUnit {
  readonly name: string
  readonly around: Surroundings
  readonly lookout: Lookout
  readonly processes: UnitProcesses
  readonly stopAsked: boolean
  readonly enter: (active: Active, sub: string) => Program<void>
}

/** The state while commands of a kind run. */
const STATES = {
  'start-pre': ['activating', 'start-pre'],
  main: ['activating', 'start'],
  'start-post': ['activating', 'start-post'],
  stop: ['deactivating', 'stop'],
  'stop-post': ['deactivating', 'stop-post'],
} as const satisfies Record<ProcessRole, readonly [Active, string]>

export class ServiceStart {
  readonly #unit: StartedUnit
  /** The first thing that went wrong. */
  #result: Result = 'success'

  constructor(unit: StartedUnit) {
    this.#unit = unit
  }

  /** @throws Fenced, and leaves behind what runs */
  *run(): Program<Result> {
    if (yield* this.#commands('start-pre')) {
      if (this.#service.type === 'oneshot') yield* this.#oneshot()
      else yield* this.#daemon()
    }
    yield* this.#endProcesses('stop-sigterm', 'stop-sigkill')
    yield* this.#commands('stop-post')
    yield* this.#endProcesses('final-sigterm', 'final-sigkill')
    return this.#result
  }

  *#oneshot(): Program<void> {
    if (!(yield* this.#commands('main')) || !(yield* this.#commands('start-post'))) return
    yield* this.#remain()
    yield* this.#commands('stop')
  }

  *#daemon(): Program<void> {
    const [command] = this.#service.commands.main
    if (!command || this.#unit.stopAsked) return
    yield* this.#unit.enter(...STATES.main)
    const main = yield* this.#begin('main', command)
    if (!main) return this.#note(command.ignoresFailure ? 'success' : 'exit-code') // 203/EXEC
    if (yield* this.#commands('start-post')) {
      yield* this.#unit.enter('active', 'running')
      yield* this.#unit.lookout.until(() => this.#unit.stopAsked || main.exit !== undefined, Infinity)
      this.#noteMain(main, command)
      if (main.exit && this.#result === 'success') yield* this.#remain()
      // also where the main process ended by itself: what it left is to be put in order
      yield* this.#commands('stop')
    }
    yield* this.#endProcesses('stop-sigterm', 'stop-sigkill')
    this.#noteMain(main, command)
  }

  *#remain(): Program<void> {
    if (!this.#service.remainsAfterExit) return
    yield* this.#unit.enter('active', 'exited')
    yield* this.#unit.lookout.until(() => this.#unit.stopAsked, Infinity)
  }

  /**
   * Runs the commands of a kind one after the other, until one fails. False: not all came through, or a stop was asked for
   * before a start was done.
   */
  *#commands(role: ProcessRole): Program<boolean> {
    const [active, sub] = STATES[role]
    const starts = active === 'activating'
    for (const command of this.#service.commands[role]) {
      yield* this.#unit.enter(active, sub)
      const result = yield* this.#command(role, command, starts)
      this.#note(result)
      if (result !== 'success' || (starts && this.#unit.stopAsked)) return false
    }
    return true
  }

  /** Runs one command to its end. When a start is called off it is left as it is: it is ended with all the rest. */
  *#command(role: ProcessRole, command: CommandLine, starts: boolean): Program<Result> {
    const { lookout } = this.#unit
    const process = yield* this.#begin(role, command)
    if (!process) return command.ignoresFailure ? 'success' : 'exit-code'
    const { clean, startTimeoutMs, stopTimeoutMs } = this.#service
    const deadline = (yield* now()) + (starts ? startTimeoutMs : stopTimeoutMs)
    const over = (): boolean => process.exit !== undefined || (starts && this.#unit.stopAsked)
    if (!(yield* lookout.until(over, deadline))) return 'timeout'
    return process.exit === undefined || command.ignoresFailure ? 'success' : resultOfCommand(process.exit, clean)
  }

  *#begin(role: ProcessRole, command: CommandLine): Program<UnitProcess | undefined> {
    const { name, around, lookout, processes } = this.#unit
    yield* lookout.until(() => true, Infinity) // throws where it has no leave to run
    const { hash, service } = around.service()
    const { environment } = service
    return yield* processes.start({
      unit: name,
      hash,
      role,
      argv: expandedArgv(command, environment),
      environment,
    })
  }

  *#endProcesses(terminating: string, killing: string): Program<void> {
    const { enter, lookout, processes } = this.#unit
    if (processes.none) return
    yield* enter('deactivating', terminating)
    yield* processes.signal(this.#service.killSignal)
    if (yield* lookout.until(() => processes.none, (yield* now()) + this.#service.stopTimeoutMs)) return
    this.#note('timeout')
    yield* enter('deactivating', killing)
    yield* processes.kill()
  }

  get #service(): Service {
    return this.#unit.around.service().service
  }

  #noteMain({ exit }: UnitProcess, { ignoresFailure }: CommandLine): void {
    if (exit && !ignoresFailure) this.#note(resultOfDaemon(exit, this.#service.clean))
  }

  #note(result: Result): void {
    if (this.#result === 'success') this.#result = result
  }
}
