// A unit manager under test: on one simulated machine, whose clock moves as far as it is told.

import type { Host, Reply } from '../../runtime/host.ts'
import { type Ending, type Outcome, type Program, receive } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { PowerTimers } from '../../worlds/sim/power-timers.ts'
import { SimProcesses } from '../../worlds/sim/processes.ts'
import type { ManagedUnit } from './manager.ts'
import { type Command, type Exit, PROCESS_PORT, type ProcessId, type ProcessRequest } from './processes.ts'
import { openUnitManager, type RunningManager } from './unit-manager.ts'

/** A service's file. */
export const service = (...lines: readonly string[]): string => ['[Service]', ...lines, ''].join('\n')

/** The unit that most tests are about. */
export const A = 'a.service'

export const FOREVER = service('ExecStart=/bin/sleep infinity')

export class ManagerBench {
  readonly #runner = virtualRunner()
  readonly clock = new PowerTimers(this.#runner.timers)
  readonly manager: RunningManager
  readonly crashes: unknown[] = []
  /** All commands that were asked to start. */
  readonly commands: { readonly at: number; readonly what: string; readonly command: Command }[] = []
  /** All processes that are alive. */
  readonly alive = new Map<ProcessId, Command>()
  /** The greatest number of main processes that one unit had at once. */
  mostMains = 0
  /** Main processes' ends. */
  readonly exits: { readonly at: number; readonly unit: string; readonly exit: Exit }[] = []
  /** What a subscriber saw of the units; meant for tests that have one. */
  readonly states: string[] = []
  readonly processes: SimProcesses
  readonly #host: Host

  constructor(stopTimeoutMs = 10_000, seed = 1) {
    this.processes = new SimProcesses('m0', seed, this.clock, {
      up: () => {},
      down: (_id, { unit }, exit) => void this.exits.push({ at: this.now, unit, exit }),
    })
    this.#host = {
      name: 'm0',
      random: new RandomStream(seed, 'm0'),
      ports: {
        [PROCESS_PORT]: (raw, reply) => {
          const request = raw as ProcessRequest // as the port that is behind
          this.processes.port(raw, request.kind === 'start' ? this.#noted(request.command, reply) : reply)
        },
      },
      record: () => {},
      crashed: (_program, error) => void this.crashes.push(error),
      frozen: false,
    }
    this.manager = openUnitManager({ stopTimeoutMs })
    this.#runner.kernel.start('manager', this.#host, this.manager.run())
    this.#runner.kernel.start('watch', this.#host, this.#watch())
  }

  get now(): number {
    return this.#runner.timers.now()
  }

  get ran(): readonly string[] {
    return this.commands.map(({ what }) => what)
  }

  pass(ms: number): void {
    this.#runner.timers.advance(this.now + ms)
    if (this.crashes.length > 0) throw this.crashes[0]
  }

  /** Gives an order, which takes no time. */
  do<T>(order: Program<T>): T {
    let ended: Ending<T> | undefined
    this.#runner.kernel.start('order', this.#host, order, (ending) => {
      ended = ending
    })
    const ending = ended as Ending<T> | undefined // set by the callback, which the compiler does not see
    if (ending?.kind === 'threw') throw ending.error
    if (ending?.kind !== 'returned') throw new Error('an order took time')
    return ending.value
  }

  /** What fleet's agent does for a unit that is to run. */
  launch(name: string, text: string): Outcome<void> {
    this.do(this.manager.load(name, text))
    this.do(this.manager.reload())
    return this.do(this.manager.start(name))
  }

  unit(name: string): ManagedUnit | undefined {
    return this.manager.units().find((unit) => unit.name === name)
  }

  /** Such as `loaded active/running`. */
  state(name: string): string | undefined {
    const unit = this.unit(name)
    return unit && `${unit.state.load} ${unit.state.active}/${unit.state.sub}`
  }

  #noted(command: Command, reply: Reply): Reply {
    const { argv, role, unit } = command
    this.commands.push({ at: this.now, what: `${role}: ${argv.join(' ')}`, command })
    const answer = (started: unknown): void => {
      const { kind, value: process } = started as { readonly kind: string; readonly value: ProcessId }
      if (kind === 'ok') {
        this.alive.set(process, command)
        this.processes.port({ kind: 'wait', process }, { open: true, answer: () => this.alive.delete(process) })
        const mains = [...this.alive.values()].filter((each) => each.unit === unit && each.role === 'main')
        this.mostMains = Math.max(this.mostMains, mains.length)
      }
      reply.answer(started)
    }
    return { open: true, answer }
  }

  *#watch(): Program<void> {
    const changes = this.manager.subscribe()
    for (;;) {
      yield* receive(changes)
      for (const { name, state } of this.manager.units()) {
        const shown = `${name} ${state.active}/${state.sub}`
        if (this.states.at(-1) !== shown) this.states.push(shown)
      }
    }
  }
}

/** A machine on which a service was just started. @throws Error when it was not */
export function launched(...lines: readonly string[]): ManagerBench {
  const bench = new ManagerBench()
  const started = bench.launch(A, service(...lines))
  if (started.kind !== 'ok') throw new Error(started.reason)
  return bench
}
