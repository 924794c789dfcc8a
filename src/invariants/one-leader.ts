import type { JobPart } from '../fleet/registry/keys.ts'
import { parseKey } from '../fleet/registry/parse-key.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { fleetIdOf, registryAt, registryOf } from './registry-history.ts'
import type { Verdict } from './verdict.ts'
import type { View } from './view.ts'

/**
 * What an engine wrote counts only if it led at that revision: a write of one that was replaced meanwhile must find that out
 * (coreos/fleet #639, #924). Of a write whose answer was lost nobody says whose it was; but somebody must have led. That a
 * leader is there in the end is part of fleet-settles.
 */
export const oneLeader: Invariant = {
  id: 'one-leader',
  promise: 'At every revision one engine leads at most, and only the one that leads places units.',
  nature: 'safety',
  judge(view) {
    for (const kind of ['unit.placed', 'unit.displaced'] as const) {
      for (const { source, unit, revision, at, id } of eventsOf(view, kind)) {
        const leader = registryAt(view, revision)?.leader?.machine
        const engine = source.split('.')[0] ?? source
        if (leader !== undefined && leader === fleetIdOf(view, engine)) continue
        const [did, led] = [DID[kind], leader === undefined ? 'nobody' : `that of ${leader}`]
        return violated({
          says: `The engine of ${engine} ${did} ${unit} at ${clock(at)}, while ${led} led.`,
          at,
          events: [id],
        })
      }
    }
    return judgeWrites(view)
  },
}

const DID = { 'unit.placed': 'placed', 'unit.displaced': 'displaced' } as const

/** A target that no submitter's change took along must be an engine's write. */
function judgeWrites(view: View): Verdict {
  for (const { events, snapshot, revision, at } of registryOf(view)) {
    if (snapshot.leader !== undefined) continue
    const touched = (part: JobPart) =>
      events.flatMap((event) => {
        const subject = parseKey(event.key)
        return subject?.kind === 'job' && subject.part === part ? [{ name: subject.name, id: event.id }] : []
      })
    const submitted = touched('object').map(({ name }) => name)
    const written = touched('target').find(({ name }) => !submitted.includes(name))
    if (written === undefined) continue
    return violated({
      says: `${written.name} was placed or displaced at ${clock(at)} (revision ${revision}), while no engine led.`,
      at,
      events: [written.id],
    })
  }
  return HOLDS
}
