// What a fleet daemon knows of the registry: one read, and from then on what a watch tells.

import type { Mailbox } from '../../runtime/mailbox.ts'
import type { Outcome, Program } from '../../runtime/operation.ts'
import type { Snapshot } from '../snapshot.ts'

export interface RegistryCache {
  /** The newest that is known; undefined: nothing yet. An unchanged registry gives the same object again. */
  readonly snapshot: Snapshot | undefined
  /** A mailbox that holds one message whenever the snapshot has changed since it was last emptied; it may be one's own. */
  readonly subscribe: (mailbox?: Mailbox<'changed'>) => Mailbox<'changed'>
  /** A snapshot that holds every write that was acknowledged before this was asked, to whomever. */
  readonly fresh: () => Program<Outcome<Snapshot>>
  /** Keeps it up to date. It returns never: a watch that ends is begun again, a compacted one from a fresh read. */
  readonly run: () => Program<void>
}
