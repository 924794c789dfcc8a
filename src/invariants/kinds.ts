// The events of a history by their kind, so that a judge of few events does not go through all of them.

import type { Event, EventOf, FactKind } from '../history/event.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

const kinds = memoised(({ events }): ReadonlyMap<FactKind, readonly Event[]> => {
  const all = new Map<FactKind, Event[]>()
  for (const event of events) {
    const known = all.get(event.kind)
    if (known) known.push(event)
    else all.set(event.kind, [event])
  }
  return all
})

/** All events of one kind, in the history's order. */
export const eventsOf = <K extends FactKind>(view: View, kind: K): readonly EventOf<K>[] =>
  (kinds(view).get(kind) ?? []) as readonly Event[] as readonly EventOf<K>[]

/** Does any machine of this history have slots? */
export const hasSlots = (view: View): boolean => eventsOf(view, 'boot.slot').length > 0
