import { conflictBetween } from '../fleet/options/conflicts.ts'
import { parseKey } from '../fleet/registry/parse-key.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import { copiesOf, groupedBy, pairsOf } from './copies.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { registryOf, unitOf } from './registry-history.ts'
import type { Verdict } from './verdict.ts'
import type { View } from './view.ts'

/** Source: coreos/fleet #202, #707, #1245. Either side's pattern is enough, and a global unit is a unit like any other. */
export const conflictsRespected: Invariant = {
  id: 'conflicts-respected',
  promise: 'Two units that conflict are never both scheduled to one machine, and never both run on it.',
  nature: 'safety',
  judge(view) {
    const scheduled = judgeSchedule(view)
    return scheduled.kind === 'holds' ? judgeCopies(view) : scheduled
  },
}

function judgeSchedule(view: View): Verdict {
  for (const { events, snapshot, at } of registryOf(view)) {
    for (const event of events) {
      const subject = event.kind === 'store.put' ? parseKey(event.key) : undefined
      if (subject?.kind !== 'job') continue
      const other = rivalOf(subject.name, snapshot)
      if (other === undefined) continue
      const machine = snapshot.jobs.get(subject.name)?.target
      return violated({
        says: `${subject.name} and ${other}, which conflict, were both scheduled to ${machine} at ${clock(at)}.`,
        at,
        events: [event.id],
      })
    }
  }
  return HOLDS
}

/** The unit on the same machine with which this one conflicts. */
function rivalOf(name: string, { jobs }: Snapshot): string | undefined {
  const job = jobs.get(name)
  if (!job?.unit || job.target === undefined) return undefined
  for (const other of jobs.values()) {
    if (other.target === job.target && other.unit && conflictBetween(job.unit, other.unit) !== undefined)
      return other.name
  }
  return undefined
}

function judgeCopies(view: View): Verdict {
  for (const copies of groupedBy(copiesOf(view), 'machine').values()) {
    for (const [first, second] of pairsOf(copies)) {
      const [one, other] = [unitOf(view, first.unit, first.up.hash), unitOf(view, second.unit, second.up.hash)]
      if (!one || !other || conflictBetween(one, other) === undefined) continue
      return violated({
        says: `${first.unit} and ${second.unit}, which conflict, both ran on ${first.machine} at ${clock(second.up.at)}.`,
        at: second.up.at,
        events: [first.up.id, second.up.id],
      })
    }
  }
  return HOLDS
}
