// The registry as a history of the store tells it: for whoever judges afterwards, or watches from outside.

import type { EventOf } from '../../history/event.ts'
import type { Snapshot } from '../snapshot.ts'
import { PREFIX } from './keys.ts'
import { SnapshotBuilder } from './snapshot-builder.ts'

type StoreEvent = EventOf<'store.put' | 'store.deleted'>

export class RegistryReplay {
  readonly #builder = new SnapshotBuilder()
  /** The revisions at which the keys that are there were created. */
  readonly #created = new Map<string, number>()

  /** False: the event is not about the registry. */
  see(event: StoreEvent): boolean {
    const { key, revision } = event
    if (!key.startsWith(PREFIX)) return false
    if (event.kind === 'store.deleted') {
      this.#created.delete(key)
      this.#builder.apply([{ kind: 'delete', revision, key }], revision)
      return true
    }
    const createRevision = this.#created.get(key) ?? revision
    this.#created.set(key, createRevision)
    const kv = { key, value: event.value, createRevision, modRevision: revision, version: 1 }
    this.#builder.apply([{ kind: 'put', revision, kv }], revision)
    return true
  }

  get snapshot(): Snapshot {
    return this.#builder.snapshot()
  }
}
