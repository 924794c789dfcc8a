import { parseKey } from '../fleet/registry/parse-key.ts'
import type { Job } from '../fleet/snapshot.ts'
import { TARGET_STATES } from '../fleet/unit.ts'
import type { EventOf } from '../history/event.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { memoised } from './memo.ts'
import { clock } from './overlap.ts'
import { registryOf } from './registry-history.ts'
import type { Verdict } from './verdict.ts'

/** Milliseconds between a write and the word of it, at the most: see the assumption clocks-agree. */
const SLACK_MS = 20

interface Request {
  readonly asked: EventOf<'unit.asked'>
  readonly acknowledged: EventOf<'unit.acknowledged'> | undefined
}

/**
 * Every version of a unit must be what exactly one request made of it: one that was acknowledged at that revision, or one
 * that was never answered and may explain one version at most. So nothing that was acknowledged can be lost unasked. The
 * lock's changes: semaphore-consistent.
 */
export const acknowledgedKept: Invariant = {
  id: 'acknowledged-kept',
  promise: 'No acknowledged submission, target state or destruction of a unit is lost.',
  nature: 'safety',
  judge(view) {
    const requests = requestsOf(view)
    const open = new Set(requests.filter(({ acknowledged }) => acknowledged === undefined))
    const byRevision = new Map(
      requests.flatMap((each) => (each.acknowledged ? [[each.acknowledged.revision, each]] : [])),
    )
    let before: ReadonlyMap<string, Job> = new Map()
    for (const { revision, at, events, snapshot } of registryOf(view)) {
      const names = new Set(events.flatMap(({ key }) => submittedName(key) ?? []))
      for (const name of names) {
        const [job, was] = [snapshot.jobs.get(name), before.get(name)]
        const acknowledged = byRevision.get(revision)
        const request =
          acknowledged ?? [...open].find(({ asked }) => asked.at <= at + SLACK_MS && made(asked, name, was, job))
        if (request && made(request.asked, name, was, job)) {
          open.delete(request)
          byRevision.delete(revision)
          continue
        }
        const became = job === undefined ? 'gone' : was === undefined ? 'made' : 'changed'
        return violated({
          says: `${name} was ${became} at ${clock(at)} (revision ${revision}), and nobody had asked for that.`,
          at,
          events: events.map(({ id }) => id),
        })
      }
      before = snapshot.jobs
    }
    return lost(byRevision.values())
  },
}

const requestsOf = memoised((view): readonly Request[] => {
  const done = new Map(eventsOf(view, 'unit.acknowledged').map((event) => [`${event.source} ${event.request}`, event]))
  return eventsOf(view, 'unit.asked').map((asked) => ({
    asked,
    acknowledged: done.get(`${asked.source} ${asked.request}`),
  }))
})

/** The unit of which a key says what its submitter wants. */
function submittedName(key: string): string | undefined {
  const subject = parseKey(key)
  if (subject?.kind !== 'job') return undefined
  return subject.part === 'object' || subject.part === 'target-state' ? subject.name : undefined
}

/** Is this what the request makes of the unit as it was? To make one that is there would lose what made it. */
function made(
  { unit, change, hash, targetState }: Request['asked'],
  name: string,
  was: Job | undefined,
  job: Job | undefined,
): boolean {
  if (unit !== name || (was === undefined) !== (change === 'create')) return false
  if (change === 'destroy') return job === undefined
  const state = TARGET_STATES.find((known) => known === targetState) // what a broken client asks for reads as none
  return job !== undefined && job.targetState === state && job.unit?.hash === (hash ?? was?.unit?.hash)
}

function lost(requests: Iterable<Request>): Verdict {
  for (const { asked, acknowledged } of requests) {
    if (!acknowledged) continue
    return violated({
      says: `${asked.unit}: ${asked.change} was acknowledged at ${clock(acknowledged.at)} as of revision ${acknowledged.revision}, and the store has no such write.`,
      at: acknowledged.at,
      events: [asked.id, acknowledged.id],
    })
  }
  return HOLDS
}
