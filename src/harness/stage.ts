// How a step of a schedule is played: it waits for its instant, acts, and, a fault, is witnessed, mended and witnessed
// again. What cannot be played is skipped, and the history says why.

import { actionOf, type ActionStep } from '../actions/index.ts'
import type { Testimony } from '../faults/fault.ts'
import { faultOf, type FaultStep } from '../faults/index.ts'
import type { ConductorFact, Event } from '../history/event.ts'
import { firstOf, type Program, record, sleep } from '../runtime/operation.ts'
import { isFault, type Schedule, type Step, type TriggerEvent } from '../schedule/schedule.ts'
import { describeDeed } from '../schedule/words.ts'
import { awaitEvent } from '../worlds/world.ts'
import type { Pulse } from './pulse.ts'

/** What the steps of one storm share. */
export class Stage {
  readonly schedule: Schedule
  readonly pulse: Pulse
  /** The storm is over: nothing new begins, and what is in force is mended. */
  healing = false
  /** What is under a fault now, and by which step. */
  readonly seized = new Map<string, number>()
  /** Steps that will still act by themselves: all but those that wait for a trigger, and those that are done. */
  #lively = 0

  constructor(schedule: Schedule, pulse: Pulse) {
    this.schedule = schedule
    this.pulse = pulse
    this.#lively = schedule.steps.filter((step) => 'at' in step.when).length
  }

  /** Nothing more will be done unless an event triggers it. */
  get idle(): boolean {
    return this.#lively === 0
  }

  /** One more step acts by itself: its trigger came, or somebody ordered it. */
  livens(): void {
    this.#lively++
  }

  /** Must be said before the step's last event, since whoever waits looks only at events. */
  done(): void {
    this.#lively--
  }
}

export function* playStep(stage: Stage, step: Step, number: number): Program<void> {
  const player = new Player(stage, step, number)
  const instant = yield* firstOf({ due: due(stage, step), over: stormOver(stage) })
  if (instant.winner === 'over') {
    yield* player.skip('at' in step.when ? 'the storm was over' : 'its trigger did not come')
    return
  }
  if (isFault(step)) yield* player.fault(step)
  else yield* player.action(step)
}

function* due(stage: Stage, { when }: Step): Program<void> {
  if ('at' in when) {
    yield* sleep(when.at)
    return
  }
  yield* awaitEvent((event) => matches(event, when.on, when.machine))
  stage.livens()
  yield* sleep(when.plusMs)
}

function* stormOver(stage: Stage): Program<void> {
  if (!stage.healing) yield* awaitEvent((event) => event.kind === 'phase' && event.phase === 'heal')
}

function matches(event: Event, on: TriggerEvent, machine: string | undefined): boolean {
  return isOf(event, on) && (machine === undefined || whoseIs(event) === machine)
}

const isOf = (event: Event, on: TriggerEvent): event is Event & { readonly kind: TriggerEvent } => event.kind === on

/** The machine that an event is about, for the kinds that may trigger a step. */
function whoseIs(event: Event & { readonly kind: TriggerEvent }): string | undefined {
  switch (event.kind) {
    case 'lock.granted':
      return event.holder
    case 'lock.attempt':
      return event.by
    case 'reboot.started':
    case 'boot.started':
    case 'boot.good':
    case 'rollout.granted':
    case 'slot.writing':
    case 'slot.written':
    case 'update.installed':
    case 'boot.slot':
    case 'update.rolled-back':
    case 'fleet.joined':
    case 'engine.leads':
    case 'unit.placed':
    case 'unit.claimed':
    case 'unit.up':
      return event.machine
    case 'store.leader':
      return undefined
  }
}

class Player {
  readonly #stage: Stage
  readonly #number: number
  readonly #does: string

  constructor(stage: Stage, step: Step, number: number) {
    this.#stage = stage
    this.#number = number
    this.#does = describeDeed(step)
  }

  *skip(why: string): Program<void> {
    yield* record<ConductorFact>({ kind: 'step.skipped', ...this.#step, why })
  }

  *action(step: ActionStep): Program<void> {
    yield* record<ConductorFact>({ kind: 'step.applied', ...this.#step })
    const answered = yield* actionOf(step).apply(step, this.#stage.schedule)
    this.#stage.done()
    yield* record<ConductorFact>({ kind: 'operator.answered', ...this.#step, ...answered })
  }

  *fault(step: FaultStep): Program<void> {
    const { schedule, seized, pulse } = this.#stage
    const fault = faultOf(step)
    const prey = fault.seizes(step)
    const rival = seized.get(prey)
    if (rival !== undefined) {
      this.#stage.done()
      yield* this.skip(`step ${rival} has hold of ${prey}`)
      return
    }
    seized.set(prey, this.#number)
    const applied = yield* fault.apply(step, schedule)
    if (step.forMs === undefined) pulse.lose(prey)
    yield* record<ConductorFact>({ kind: 'step.applied', ...this.#step })
    const begun = yield* applied.begun()
    if (step.forMs === undefined) {
      this.#stage.done()
      yield* this.#testify('begin', begun)
      return
    }
    yield* this.#testify('begin', begun)
    yield* firstOf({ lasted: lasting(step.forMs), over: stormOver(this.#stage) })
    yield* applied.mend()
    yield* record<ConductorFact>({ kind: 'step.mended', ...this.#step })
    const ended = yield* applied.ended()
    seized.delete(prey)
    this.#stage.done()
    yield* this.#testify('end', ended)
  }

  *#testify(what: 'begin' | 'end', testimony: Testimony): Program<void> {
    yield* record<ConductorFact>({ kind: 'step.witnessed', ...this.#step, what, ...testimony })
  }

  get #step(): { readonly step: number; readonly does: string } {
    return { step: this.#number, does: this.#does }
  }
}

function* lasting(ms: number): Program<void> {
  yield* sleep(ms)
}
