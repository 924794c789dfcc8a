// A tint for each version: the newest ones have their own, from faint (old) to strong (new); the others share one.

import { newestFirst } from '../versions.ts'

/** The style has so many, from `v0` on. A few versions take them far apart. */
const MOST_TINTS = 5
const OTHERS = 'v-others'

export interface Tint {
  readonly kind: string
  readonly name: string
}

/** @param versions with doubles, in any order */
export function tints(versions: Iterable<string>): readonly Tint[] {
  const ordered = newestFirst(versions)
  const own = ordered.slice(0, MOST_TINTS)
  return [
    ...own.map((name, index) => ({ kind: `v${tint(own.length - 1 - index, own.length)}`, name })),
    ...(ordered.length > own.length ? [{ kind: OTHERS, name: 'other versions' }] : []),
  ]
}

const tint = (age: number, versions: number): number =>
  versions === 1 ? 0 : Math.round((age * (MOST_TINTS - 1)) / (versions - 1))

export function tintOf(all: readonly Tint[]): (version: string) => string {
  const kinds = new Map(all.filter(({ kind }) => kind !== OTHERS).map(({ kind, name }) => [name, kind]))
  return (version) => kinds.get(version) ?? OTHERS
}
