// What a server remembers of a track between requests: the catalogue, the instances and their counts, as of the
// revisions that they were read at. A transaction that compares those revisions says whether it is still so; when it is
// not, its other branch reads everything anew, at one revision.

import { type Catalogue, FRESH, groupOf } from '../rollout/catalogue.ts'
import { CatalogueCorrupt, decodeCatalogue } from '../rollout/catalogue-codec.ts'
import { GroupCounts } from '../rollout/counts.ts'
import type { Instance } from '../rollout/instance.ts'
import {
  type Compare,
  type KeyValue,
  prefixEnd,
  type Range,
  type RangeAnswer,
  type TxnAnswer,
} from '../../store/contract.ts'
import { decodeInstance, InstanceCorrupt } from './instance-codec.ts'
import { CATALOGUE_KEY, instancesPrefix, rolloutKey } from './keys.ts'
import { decodeRollout, RolloutCorrupt, type RolloutDocument } from './rollout-document.ts'

/** One track as of `catalogueRevision` and `rolloutRevision` (mod revisions; 0: there is no such document). */
export interface TrackState {
  readonly catalogue: Catalogue
  readonly catalogueRevision: number
  readonly rollout: RolloutDocument
  readonly rolloutRevision: number
  /** By the key that it is stored at. */
  readonly instances: Map<string, Instance>
  /** Missing: the catalogue has no such group. */
  readonly counts: GroupCounts | undefined
}

/** The reads that a state is made of, for one transaction. */
export const readsOf = (track: string): readonly Range[] => [
  { kind: 'range', key: CATALOGUE_KEY },
  { kind: 'range', key: rolloutKey(track) },
  { kind: 'range', key: instancesPrefix(track), rangeEnd: prefixEnd(instancesPrefix(track)) },
]

/** True as long as nothing that the state was read from has changed. */
export const isCurrent = (track: string, state: TrackState): readonly Compare[] => [
  { target: 'mod-revision', key: CATALOGUE_KEY, relation: '=', operand: state.catalogueRevision },
  { target: 'mod-revision', key: rolloutKey(track), relation: '=', operand: state.rolloutRevision },
]

type Loaded =
  { readonly kind: 'loaded'; readonly state: TrackState } | { readonly kind: 'corrupt'; readonly why: string }

/** The state from what `readsOf` was answered. `corrupt`: a document cannot be read, and nothing may be decided by it. */
export function loaded(track: string, { answers }: TxnAnswer, at: number): Loaded {
  const [catalogueKvs = [], rolloutKvs = [], kvs = []] = answers.map((each) => (each as RangeAnswer).kvs)
  try {
    const catalogue = catalogueOf(catalogueKvs[0])
    const rollout = decodeRollout(rolloutKey(track), rolloutKvs[0]?.value)
    const instances = new Map(kvs.map(({ key, value }) => [key, decodeInstance(key, value)]))
    const policy = groupOf(catalogue, track)?.policy
    const counts = policy && new GroupCounts(policy)
    for (const instance of instances.values()) counts?.put(instance, at)
    const revisions = {
      catalogueRevision: catalogueKvs[0]?.modRevision ?? 0,
      rolloutRevision: rolloutKvs[0]?.modRevision ?? 0,
    }
    return { kind: 'loaded', state: { catalogue, rollout, instances, counts, ...revisions } }
  } catch (error) {
    return { kind: 'corrupt', why: corruption(error) }
  }
}

/** The catalogue of a stored document. @throws CatalogueCorrupt */
export const catalogueOf = (kv: KeyValue | undefined): Catalogue =>
  kv === undefined ? FRESH : decodeCatalogue(kv.value)

/** What is wrong with a document; throws whatever else went wrong. */
export function corruption(error: unknown): string {
  const isCorrupt =
    error instanceof CatalogueCorrupt || error instanceof InstanceCorrupt || error instanceof RolloutCorrupt
  if (isCorrupt) return error.message
  throw error
}
