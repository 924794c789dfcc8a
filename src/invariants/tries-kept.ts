import type { EventOf, MachineId, SlotName } from '../history/event.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { hasSlots } from './kinds.ts'
import { clock } from './overlap.ts'
import { traceOf } from './traces.ts'
import type { Violation } from './verdict.ts'
import type { View } from './view.ts'

/**
 * Source: the boot loader takes a try of a slot at each start (GRUB gptprio); what never proved itself is left at last. A start
 * that a power cut ended does not count: whether its slot was just being marked good, nobody can say.
 */
export const triesKept: Invariant = {
  id: 'tries-kept',
  promise: 'A release that has not proved itself is started no more often than it was given tries.',
  nature: 'safety',
  judge(view) {
    if (!hasSlots(view)) return HOLDS
    const tries = view.tuning.updates?.bootTries ?? Infinity
    for (const { id } of view.topology.machines) {
      const violation = tooOften(view, id, tries)
      if (violation) return violated(violation)
    }
    return HOLDS
  },
}

/** The starts of a slot since it was written that came to nothing; undefined: one was good. */
type Starts = readonly EventOf<'boot.slot'>[] | undefined

function tooOften(view: View, machine: MachineId, tries: number): Violation | undefined {
  const started = new Map<SlotName, Starts>([['a', undefined]]) // as it was delivered, it needs no proof
  let running: EventOf<'boot.slot'> | undefined
  for (const event of traceOf(view, machine)) {
    if (event.kind === 'slot.writing') started.set(event.slot, [])
    else if (event.kind === 'boot.slot') running = event
    else if (event.kind === 'boot.good' && running) started.set(running.slot, undefined)
    else if (event.kind === 'machine.off' && running) {
      const before = started.get(running.slot)
      if (event.why !== 'reset' || before === undefined) continue
      const starts = [...before, running]
      started.set(running.slot, starts)
      if (starts.length > tries) return violation(starts, running, tries)
    }
  }
  return undefined
}

const violation = (
  starts: readonly EventOf<'boot.slot'>[],
  { machine, version, slot, at }: EventOf<'boot.slot'>,
  tries: number,
): Violation => ({
  says: `${machine} started ${version} from slot ${slot} once more at ${clock(at)}: of ${starts.length} boots none was good, and it had ${tries === 1 ? 'one try' : `${tries} tries`}.`,
  at,
  events: starts.map(({ id }) => id),
})
