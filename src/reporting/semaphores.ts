// The reboot locks over time, read from the documents that the store took.

import type { Event } from '../history/event.ts'
import { decode, groupOfKey, type Semaphore } from '../locksmith/semaphore.ts'

/** One state of a group's lock. `corrupt`: the document cannot be read. `absent`: it was deleted. */
export interface SemaphoreChange {
  readonly at: number
  /** Index of the event in the history. */
  readonly index: number
  readonly revision: number
  readonly semaphore: Semaphore | 'corrupt' | 'absent'
}

/** For each group with a document, its states in order. */
export function semaphoreChanges(events: readonly Event[]): ReadonlyMap<string, readonly SemaphoreChange[]> {
  const groups = new Map<string, SemaphoreChange[]>()
  events.forEach((event, index) => {
    if (event.kind !== 'store.put' && event.kind !== 'store.deleted') return
    const group = groupAt(event.key)
    if (group === undefined) return
    const semaphore = event.kind === 'store.put' ? (semaphoreAt(event.key, event.value) ?? 'corrupt') : 'absent'
    const changes = groups.get(group) ?? []
    changes.push({ at: event.at, index, revision: event.revision, semaphore })
    groups.set(group, changes)
  })
  return groups
}

/** The semaphore in a document; undefined where the key is no semaphore's. */
export function semaphoreAt(key: string, document: string): Semaphore | 'corrupt' | undefined {
  if (groupAt(key) === undefined) return undefined
  try {
    return decode(document)
  } catch {
    return 'corrupt' // whatever is wrong with it, the report shows the document itself
  }
}

export const semaphoreWords = ({ free, max, holders }: Semaphore): string =>
  `${holders.length === 0 ? 'nobody holds it' : `held by ${holders.join(', ')}`}, ${free} free of ${max}`

export const holdersOf = (change: SemaphoreChange): readonly string[] =>
  typeof change.semaphore === 'string' ? [] : change.semaphore.holders

/** A key may look like a group's and still not be one: its name need not be well escaped. */
function groupAt(key: string): string | undefined {
  try {
    return groupOfKey(key)
  } catch {
    return undefined
  }
}
