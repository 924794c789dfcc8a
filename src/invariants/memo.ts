// What several judges need is derived from a history once, when the first of them asks.

import type { View } from './view.ts'

/** The same function, which derives once for each view. */
export function memoised<T>(derive: (view: View) => T): (view: View) => T {
  const known = new WeakMap<View, { readonly value: T }>()
  return (view) => {
    const found = known.get(view)
    if (found) return found.value
    const value = derive(view)
    known.set(view, { value })
    return value
  }
}
