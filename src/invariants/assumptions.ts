// The harness judges itself first. An assumption that does not hold is a fault of the trial: never a bug of the subject,
// and never a pass.

import type { Event } from '../history/event.ts'
import { eventsOf } from './kinds.ts'
import type { AssumptionVerdict } from './verdict.ts'
import type { View } from './view.ts'

type Broken = NonNullable<AssumptionVerdict['broken']>

export interface Assumption {
  readonly id: string
  readonly says: string
  readonly broken: (view: View) => Broken | undefined
}

export const assumptions: readonly Assumption[] = [
  {
    id: 'harness-sound',
    says: 'Nothing of the harness failed, and no container died on its own.',
    broken: (view) => {
      const [fault] = eventsOf(view, 'harness.fault')
      return fault ? { why: `${fault.what} (${fault.evidence.split('\n', 1)[0]})`, events: [fault.id] } : undefined
    },
  },
  {
    id: 'world-came-up',
    says: 'Every machine that does not stand by began to boot, and the store served, before the storm began.',
    broken: (view) => {
      // Where the machines did not boot well it never begins: that is `comes-up`.
      const end = view.phases.get('storm') ?? (view.phases.has('heal') ? undefined : view.phases.get('judge'))
      if (!end) return { why: 'the storm never began', events: [] }
      const begun = new Set(eventsOf(view, 'boot.started').flatMap((boot) => (boot.at <= end.at ? [boot.machine] : [])))
      for (const { id, spare } of view.topology.machines) {
        if (spare !== true && !begun.has(id)) return { why: `${id} had not begun to boot`, events: [end.id] }
      }
      return undefined
    },
  },
  {
    id: 'faults-witnessed',
    says: 'Every applied fault was seen to take effect, and every mended one to end.',
    broken: ({ events }) => witnessed(events),
  },
  {
    id: 'history-whole',
    says: 'No event is missing: the sequence numbers of every source have no gap.',
    broken: ({ events }) => {
      const last = new Map<string, Event>()
      for (const event of events) {
        const before = last.get(event.source)
        if (event.seq !== (before?.seq ?? 0) + 1) {
          const why = `${event.source} goes from ${before?.seq ?? 0} to ${event.seq}`
          return { why, events: before ? [before.id, event.id] : [event.id] }
        }
        last.set(event.source, event)
      }
      return undefined
    },
  },
  {
    id: 'clocks-agree',
    says: 'The clocks of all sources agree: no source runs backwards, and no write is seen before it was asked for.',
    broken: ({ events, attempts }) => {
      const last = new Map<string, Event>()
      for (const event of events) {
        const before = last.get(event.source)
        if (before && event.at < before.at) {
          return { why: `${event.source} runs backwards`, events: [before.id, event.id] }
        }
        last.set(event.source, event)
      }
      const writes = new Map(events.flatMap((event) => (event.kind === 'store.put' ? [[event.revision, event]] : [])))
      for (const { begun, ended } of attempts) {
        const write = ended?.revision === undefined ? undefined : writes.get(ended.revision)
        if (write && write.at < begun.at - CLOCK_SLACK_MS) {
          return {
            why: `revision ${write.revision} was seen before ${begun.by} asked for it`,
            events: [write.id, begun.id],
          }
        }
      }
      return undefined
    },
  },
]

/** Milliseconds: the resolution of the clocks, and then some. */
const CLOCK_SLACK_MS = 20

function witnessed(events: readonly Event[]): Broken | undefined {
  const open = new Map<string, Event>()
  for (const event of events) {
    if (event.kind === 'step.witnessed') {
      if (event.verdict === 'unseen') {
        return { why: `step ${event.step} (${event.does}), its ${event.what}: ${event.evidence}`, events: [event.id] }
      }
      open.delete(`${event.step} ${event.what}`)
    }
    if (event.kind === 'step.mended') open.set(`${event.step} end`, event)
  }
  const [unseen] = open.values()
  return unseen ? { why: 'the end of a fault was never looked for', events: [unseen.id] } : undefined
}
