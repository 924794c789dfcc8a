// One program of a machine crashes, whatever it was in the middle of; its supervisor starts it again after a while.

import fc from 'fast-check'
import { z } from 'zod'
import type { MachineId } from '../history/event.ts'
import { askDaemon, GOING_DOWN } from '../machine/control.ts'
import { DAEMONS, type Daemon } from '../machine/platform.ts'
import { fleetOf, updatersOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Program } from '../runtime/operation.ts'
import { probeMachine } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'

export interface CrashDaemon {
  readonly do: 'crash-daemon'
  readonly machine: string
  readonly daemon: Daemon
  /** Milliseconds until it is started again. */
  readonly forMs: number
}

export const crashDaemonFault: Fault<CrashDaemon> = {
  do: 'crash-daemon',
  schema: z.strictObject({
    do: z.literal('crash-daemon'),
    machine: z.string(),
    daemon: z.enum(DAEMONS),
    forMs: z.int().positive(),
  }),
  arbitrary: ({ topology, tuning }) => {
    const crashes = (machines: readonly MachineId[], daemon: Daemon): fc.Arbitrary<CrashDaemon> =>
      fc.record({
        do: fc.constant('crash-daemon' as const),
        machine: fc.constantFrom(...machines),
        daemon: fc.constant(daemon),
        forMs: duration(tuning),
      })
    const ofLocks = crashes(
      topology.machines.map((machine) => machine.id),
      'lock daemon',
    )
    const updaters = updatersOf(topology)
    const fleet = fleetOf(topology)
    const others = [
      ...(updaters.length === 0 ? [] : [crashes(updaters, 'update engine')]),
      ...(fleet.length === 0 ? [] : [crashes(fleet, 'fleet')]),
    ]
    return others.length === 0 ? ofLocks : fc.oneof(ofLocks, ...others)
  },
  words: ({ machine, daemon }) => `crash the ${daemon} of ${machine}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => machine,
  colour: 4,
  *apply({ machine, daemon }, { tuning }) {
    // To ask twice changes nothing, and the answer is what the daemon is like then.
    yield* told(machine, 'crash', daemon, tuning)
    let started: Testimony | undefined
    return {
      *begun() {
        return yield* told(machine, 'crash', daemon, tuning)
      },
      *mend() {
        started = yield* told(machine, 'start', daemon, tuning)
      },
      *ended() {
        // A lock daemon that has just started may have its machine reboot at once: then there is nobody to be asked again.
        return started?.verdict === 'seen' ? started : yield* told(machine, 'start', daemon, tuning)
      },
    }
  },
}

/** The machine's own answer is the witness; one that is off or hangs has none. */
function* told(machine: MachineId, what: 'crash' | 'start', daemon: Daemon, tuning: Tuning): Program<Testimony> {
  const outcome = yield* askDaemon(machine, what, daemon, tuning.callTimeoutMs)
  if (outcome.kind === 'ok') {
    if (JSON.stringify(outcome.value) === JSON.stringify(GOING_DOWN)) {
      return { verdict: 'moot', evidence: `${machine} is going down, and its daemons with it` }
    }
    return outcome.value === DONE[what]
      ? { verdict: 'seen', evidence: `the ${daemon} of ${machine} ${DONE[what]}` }
      : { verdict: 'unseen', evidence: `${machine} says ${JSON.stringify(outcome.value)}` }
  }
  const probe = yield* probeMachine(machine)
  return probe === 'answers' && outcome.kind === 'unknown'
    ? { verdict: 'moot', evidence: `${machine} did not answer in time` }
    : { verdict: 'moot', evidence: `${machine} was not there to ask` }
}

const DONE = { crash: 'is down', start: 'runs' } as const
