// The small document that every change of a track's instances changes with them. Decisions of servers side by side are
// serialised by its revision, so that no two of them count the same free slot (nebraska counts and grants apart).

export interface RolloutDocument {
  readonly changes: number
  /** Entries ever written to the track's log of activity. */
  readonly activities: number
}

/** The document cannot be read. Deleting it is safe while no server runs: it only starts to count anew. */
export class RolloutCorrupt extends Error {
  readonly code = 'ROLLOUT_CORRUPT'
  constructor(key: string, cause?: unknown) {
    super(`the document at ${key} is no count of changes`, { cause })
  }
}

/** @throws RolloutCorrupt */
export function decodeRollout(key: string, document: string | undefined): RolloutDocument {
  if (document === undefined) return { changes: 0, activities: 0 }
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new RolloutCorrupt(key, cause)
  }
  const { changes, activities } = (parsed ?? {}) as Partial<Record<string, unknown>>
  if (!Number.isSafeInteger(changes) || !Number.isSafeInteger(activities)) throw new RolloutCorrupt(key)
  return { changes: changes as number, activities: activities as number }
}
