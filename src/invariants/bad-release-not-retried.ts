import { failuresOf } from './failures.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'

/** Source: flatcar #130, #1924; coreos/zincati #111. No operator can ask for it yet. */
export const badReleaseNotRetried: Invariant = {
  id: 'bad-release-not-retried',
  promise: 'A release that failed to boot on a machine is not installed there again unless an operator asks.',
  nature: 'safety',
  judge(view) {
    const { retried } = failuresOf(view)
    if (retried === undefined) return HOLDS
    const { writing, failed } = retried
    const { machine, version, slot, at } = writing
    return violated({
      says: `${machine} wrote ${version} into slot ${slot} at ${clock(at)}, though it had fallen back from it at ${clock(failed.at)}.`,
      at,
      events: [failed.id, writing.id],
    })
  },
}
