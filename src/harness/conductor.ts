// The conductor takes a trial through its phases: boot → storm → heal → settle → judge. It is a program, so the same text
// conducts the simulation and the containers.

import type { ConductorFact, Phase } from '../history/event.ts'
import { membersOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import { firstOf, join, now, type Program, record, sleep, spawn } from '../runtime/operation.ts'
import type { Task } from '../runtime/task.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { range } from '../store/contract.ts'
import { awaitEvent } from '../worlds/world.ts'
import type { Orders } from './orders.ts'
import { Pulse } from './pulse.ts'
import { playStep, Stage } from './stage.ts'

/**
 * Conducts one trial of the schedule, from before the first machine has power until it may be judged.
 * @param orders absent: the schedule's own steps are played; else what is ordered, until no more is
 */
export function* conduct(written: Schedule, orders?: Orders): Program<void> {
  const schedule = orders ? { ...written, steps: orders.steps } : written
  const { tuning } = schedule
  const pulse = new Pulse(schedule)
  yield* spawn('pulse', feed(pulse))

  yield* phase('boot')
  const limitMs = bootLimitMs(tuning)
  const boot = yield* firstOf({ up: comeUp(schedule, pulse), late: pause(limitMs) })
  if (boot.winner === 'late') {
    // Where the machines run and the store serves, it is what runs on them that does not come up.
    if (pulse.begun && !pulse.well) return yield* phase('judge')
    const evidence = `not every machine had booted well ${limitMs} ms after power on`
    return yield* record<ConductorFact>({ kind: 'harness.fault', what: 'the world did not come up', evidence })
  }

  yield* phase('storm')
  const stage = new Stage(schedule, pulse)
  const steps = orders ? yield* playOrders(stage, orders) : yield* playSchedule(stage)

  stage.healing = true
  yield* phase('heal')
  yield* all(steps)

  yield* phase('settle')
  const rest = yield* firstOf({ quiet: comeToRest(pulse, tuning), late: pause(tuning.settleMs) })
  if (rest.winner === 'quiet') yield* record<ConductorFact>({ kind: 'quiet' })
  yield* phase('judge')
}

/** Ends when all is played, when nothing more will happen, or when the storm has lasted as long as it may. */
function* playSchedule(stage: Stage): Program<readonly Task<void>[]> {
  const { schedule, pulse } = stage
  const steps: Task<void>[] = []
  for (const [index, step] of schedule.steps.entries()) {
    steps.push(yield* spawn(`step ${index + 1}`, playStep(stage, step, index + 1)))
  }
  yield* firstOf({
    played: all(steps),
    calm: until(() => stage.idle && pulse.quiet),
    late: pause(schedule.tuning.stormMs),
  })
  return steps
}

/** Ends when nothing more is ordered. */
function* playOrders(stage: Stage, orders: Orders): Program<readonly Task<void>[]> {
  const began = yield* now()
  const steps: Task<void>[] = []
  for (;;) {
    const ordered = yield* orders.next()
    if (ordered === undefined) return steps
    orders.begun(ordered, (yield* now()) - began)
    stage.livens()
    steps.push(yield* spawn(`step ${steps.length + 1}`, playStep(stage, ordered, steps.length + 1)))
  }
}

const phase = (name: Phase) => record<ConductorFact>({ kind: 'phase', phase: name })

/** Shows the pulse every event, and comes first to each: whoever waits for an event sees the pulse as of that event. */
function* feed(pulse: Pulse): Program<void> {
  yield* awaitEvent((event) => {
    pulse.see(event)
    return false
  })
}

function* comeUp({ topology, tuning }: Schedule, pulse: Pulse): Program<void> {
  yield* until(() => pulse.well)
  if (membersOf(topology).length === 0) return
  while ((yield* range({ key: 'health' })).kind !== 'ok') yield* sleep(tuning.heartbeatMs)
}

/**
 * At rest means quiet, and quiet still after the time that a call may take: what was held up by a fault (a write in the
 * buffers of a member that hung) arrives only once that fault is mended.
 */
function* comeToRest(pulse: Pulse, tuning: Tuning): Program<void> {
  do {
    yield* until(() => pulse.quiet)
    yield* sleep(tuning.callTimeoutMs)
  } while (!pulse.quiet)
}

/** Generous: a container's start on a busy host is slow, and in the simulation waiting costs nothing. */
const bootLimitMs = (tuning: Tuning): number => 2 * (tuning.bootMs + tuning.goodAfterMs + tuning.electionMs) + 60_000

/** Waits until the condition is true; it can become true only with an event. */
function* until(condition: () => boolean): Program<void> {
  if (!condition()) yield* awaitEvent(condition)
}

function* all(tasks: readonly Task<void>[]): Program<void> {
  for (const task of tasks) {
    const ending = yield* join(task)
    if (ending.kind === 'threw') throw ending.error
  }
}

function* pause(ms: number): Program<void> {
  yield* sleep(ms)
}
