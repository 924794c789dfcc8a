// What a decision stores: the instance, the track's count of changes, its log, and the catalogue if the group was stopped.

import type { Delete, Put } from '../../store/contract.ts'
import { encodeCatalogue } from '../rollout/catalogue-codec.ts'
import type { Evaluation } from './evaluation.ts'
import { encodeInstance } from './instance-codec.ts'
import { activityKey, CATALOGUE_KEY, instanceKey, rolloutKey } from './keys.ts'
import type { RolloutDocument } from './rollout-document.ts'
import type { TrackState } from './state.ts'

/** The log keeps as many entries of a track. */
export const ACTIVITIES_MAX = 500

export function writesOf(
  { catalogue, rollout }: Pick<TrackState, 'catalogue' | 'rollout'>,
  { instance, activities, catalogue: next }: Evaluation,
): { readonly puts: readonly (Put | Delete)[]; readonly rollout: RolloutDocument } {
  const { track, machine } = instance
  const count = rollout.activities + activities.length
  const after = { changes: rollout.changes + 1, activities: count }
  const puts: (Put | Delete)[] = [
    { kind: 'put', key: instanceKey(track, machine), value: encodeInstance(instance) },
    { kind: 'put', key: rolloutKey(track), value: JSON.stringify(after) },
  ]
  if (next !== catalogue) puts.push({ kind: 'put', key: CATALOGUE_KEY, value: encodeCatalogue(next) })
  activities.forEach((entry, i) => {
    puts.push({ kind: 'put', key: activityKey(track, rollout.activities + i + 1), value: JSON.stringify(entry) })
  })
  if (activities.length > 0 && count > ACTIVITIES_MAX) {
    // What is older was deleted before; a range that began at the first would search through all that ever was.
    const from = Math.max(1, rollout.activities - ACTIVITIES_MAX + 1)
    const rangeEnd = activityKey(track, count - ACTIVITIES_MAX + 1)
    puts.push({ kind: 'delete', key: activityKey(track, from), rangeEnd })
  }
  return { puts, rollout: after }
}
