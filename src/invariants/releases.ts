// What the update server offered over time: each version of its catalogue, in the order of revisions.

import type { EventOf } from '../history/event.ts'
import { type Catalogue, FRESH } from '../updates/rollout/catalogue.ts'
import { CatalogueCorrupt, decodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import { CATALOGUE_KEY } from '../updates/server/keys.ts'
import { isNewer, isVersion } from '../updates/version.ts'
import { eventsOf } from './kinds.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export interface CatalogueVersion {
  readonly revision: number
  /** Absent: nothing had been written yet. */
  readonly event?: EventOf<'store.put'> | EventOf<'store.deleted'>
  /** Undefined: what was written is no catalogue, and nobody can be offered anything by it. */
  readonly catalogue: Catalogue | undefined
}

const NOTHING_YET: CatalogueVersion = { revision: 0, catalogue: FRESH }

/** Oldest first; the first is what a server goes by before anything was written. */
export const cataloguesOf = memoised((view: View): readonly CatalogueVersion[] => {
  const versions: CatalogueVersion[] = [NOTHING_YET]
  for (const event of eventsOf(view, 'store.put')) {
    if (event.key !== CATALOGUE_KEY) continue
    versions.push({ revision: event.revision, event, catalogue: readable(event.value) })
  }
  for (const event of eventsOf(view, 'store.deleted')) {
    if (event.key === CATALOGUE_KEY) versions.push({ revision: event.revision, event, catalogue: FRESH })
  }
  return versions.sort((a, b) => a.revision - b.revision)
})

function readable(document: string): Catalogue | undefined {
  try {
    return decodeCatalogue(document)
  } catch (error) {
    if (error instanceof CatalogueCorrupt) return undefined
    throw error
  }
}

/** The catalogue as of a revision. */
export const catalogueAt = (view: View, revision: number): Catalogue | undefined =>
  (cataloguesOf(view).findLast((version) => version.revision <= revision) ?? NOTHING_YET).catalogue

/** Whether `a` is newer; false where one of them is no semantic version, as then nobody can say. */
export const newer = (a: string, b: string): boolean => isVersion(a) && isVersion(b) && isNewer(a, b)
