// What one cache knows of the registry. In a simulation every machine has a cache, and all are told the very same events:
// what a thousand of them would each make of an event is made by the first, and the others take it over (version.ts).
// Whoever was told something else makes what it knows by itself, so nobody learns anything in this way; and who was told
// the same is known by the identity of events and records, so that in a process of one's own nobody is met.

import type { KeyValue, WatchEvent } from '../../store/contract.ts'
import { type ReadUnit, readUnit } from '../read-unit.ts'
import type { Snapshot } from '../snapshot.ts'
import { isSame, type Version, versionOf } from './version.ts'

export class SharedSnapshots {
  readonly #readUnit: ReadUnit
  #version: Version
  /** Not always the version's own: a read may find, at a later revision, what is known to others. */
  #revision = 0
  #made: Snapshot | undefined

  constructor(read: ReadUnit = readUnit) {
    this.#readUnit = read
    this.#version = versionOf(new Map(), 0, read)
  }

  /** Takes over what the store holds at `revision`, in place of all that was told before. False: it is the same. */
  replace(kvs: readonly KeyValue[], revision: number): boolean {
    const records = new Map(kvs.map((kv) => [kv.key, kv]))
    if (this.#revision > 0 && isSame(this.#version.records(), records)) return false
    this.#move(versionOf(records, revision, this.#readUnit), revision)
    return true
  }

  /** Applies what happened at `revision`. */
  apply(events: readonly WatchEvent[], revision: number): void {
    this.#move(this.#version.after(events, revision), revision)
  }

  /** The same object as before unless something was taken over or applied since. */
  snapshot(): Snapshot {
    const { snapshot } = this.#version
    this.#made ??= snapshot.revision === this.#revision ? snapshot : { ...snapshot, revision: this.#revision }
    return this.#made
  }

  #move(to: Version, revision: number): void {
    this.#version = to
    this.#revision = revision
    this.#made = undefined
  }
}
