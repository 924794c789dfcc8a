// A map for readers, in the order of its keys, over records that change one by one. A map that was handed out never
// changes; the next one is made when somebody asks for it, and has the same values where they are still the same.

export class OrderedView<V> {
  readonly #valueOf: (key: string) => V | undefined
  readonly #same: (a: V, b: V) => boolean
  readonly #touched = new Set<string>()
  #current: ReadonlyMap<string, V> = new Map()

  /**
   * @param valueOf what stands under a key now; undefined: nothing
   * @param same whether a value that was handed out may stand for one that was made since
   */
  constructor(valueOf: (key: string) => V | undefined, same: (a: V, b: V) => boolean = Object.is) {
    this.#valueOf = valueOf
    this.#same = same
  }

  /** What stands under the key may have changed. */
  touch(key: string): void {
    this.#touched.add(key)
  }

  /** The same map as before unless a value has changed. */
  current(): ReadonlyMap<string, V> {
    if (this.#touched.size > 0) this.#current = this.#next(this.#current)
    this.#touched.clear()
    return this.#current
  }

  #next(before: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
    const changed = new Map<string, V | undefined>()
    for (const key of this.#touched) {
      const [old, value] = [before.get(key), this.#valueOf(key)]
      const same = old === undefined || value === undefined ? old === value : this.#same(old, value)
      if (!same) changed.set(key, value)
    }
    return changed.size === 0 ? before : merged(before, changed)
  }
}

/** One step for each key, in order; an undefined value is left out. */
function merged<V>(
  before: ReadonlyMap<string, V>,
  changed: ReadonlyMap<string, V | undefined>,
): ReadonlyMap<string, V> {
  const all = new Map<string, V>()
  const take = (key: string, value: V | undefined): void => {
    if (value !== undefined) all.set(key, value)
  }
  const added = [...changed.keys()].filter((key) => !before.has(key)).toSorted()
  let next = 0
  for (const [key, value] of before) {
    for (let name = added[next]; name !== undefined && name < key; name = added[++next]) take(name, changed.get(name))
    take(key, changed.has(key) ? changed.get(key) : value)
  }
  for (const name of added.slice(next)) take(name, changed.get(name))
  return all
}
