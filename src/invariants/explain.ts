// Which attempt made which version of a semaphore. An attempt whose answer came back names its revision; one whose answer
// was lost may have made any version that fits what it would have written. An attempt makes at most one version.

import type { LockOperation } from '../history/event.ts'
import { acquired, FRESH, released, resized, type Semaphore } from '../locksmith/semaphore.ts'
import { memoised } from './memo.ts'
import type { Attempt, Version, View } from './view.ts'

export interface Explanation {
  readonly version: Version
  /** Undefined: nobody's attempt explains it. */
  readonly attempt: Attempt | undefined
  /** Set where the attempt that made it should not have been able to: it does not follow from what stood there. */
  readonly contradiction?: string
}

/** An explanation for each version, group by group, in revision order. */
export const explanations = memoised(explain)

function explain(view: View): readonly Explanation[] {
  const byRevision = new Map<number, Attempt>()
  const open = new Set<Attempt>()
  for (const attempt of view.attempts) {
    const { ended } = attempt
    if (ended?.outcome === 'ok' && ended.revision !== undefined) byRevision.set(ended.revision, attempt)
    else if (ended === undefined || ended.outcome === 'unknown') open.add(attempt)
  }
  const all: Explanation[] = []
  for (const versions of view.versions.values()) {
    for (const version of versions) {
      const certain = byRevision.get(version.revision)
      if (certain) {
        const contradiction = contradicts(version, certain)
        all.push({ version, attempt: certain, ...(contradiction === undefined ? {} : { contradiction }) })
        continue
      }
      let attempt: Attempt | undefined
      for (const candidate of open) {
        if (candidate.begun.group !== version.group || contradicts(version, candidate) !== undefined) continue
        attempt = candidate
        open.delete(candidate)
        break
      }
      all.push({ version, attempt })
    }
  }
  return all
}

/** Why this attempt cannot have made this version; undefined: it can. */
function contradicts(version: Version, { begun }: Attempt): string | undefined {
  if (begun.base !== version.previousRevision) {
    return `it was made from revision ${begun.base}, but revision ${version.previousRevision} stood there`
  }
  const expected = effect(version.previous ?? FRESH, begun)
  if (expected === undefined || version.semaphore === undefined || !same(expected, version.semaphore)) {
    return `it should have written ${expected ? show(expected) : 'nothing'}, but ${show(version.semaphore)} was written`
  }
  return undefined
}

/** What the operation should write; undefined: nothing. A holder that acquires writes what stands there again. */
function effect(semaphore: Semaphore, operation: LockOperation): Semaphore | undefined {
  const change =
    operation.operation === 'acquire'
      ? acquired(semaphore, operation.holder)
      : operation.operation === 'set-max'
        ? resized(semaphore, operation.max)
        : released(semaphore, operation.holder)
  if (change.kind === 'changed') return change.semaphore
  return change.kind === 'already' && operation.operation === 'acquire' ? semaphore : undefined
}

const same = (a: Semaphore, b: Semaphore): boolean =>
  a.free === b.free &&
  a.max === b.max &&
  a.holders.length === b.holders.length &&
  a.holders.every((h, i) => h === b.holders[i])

/** `max 1, held by m0` */
export const show = (semaphore: Semaphore | undefined): string =>
  semaphore === undefined
    ? 'no semaphore'
    : `max ${semaphore.max}, ${semaphore.holders.length === 0 ? 'held by nobody' : `held by ${semaphore.holders.join(', ')}`}`
