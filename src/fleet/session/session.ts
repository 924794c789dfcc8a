// A machine's session with the registry: one lease, on which its presence, its unit states and its claims hang.

import type { Mailbox } from '../../runtime/mailbox.ts'
import type { Program } from '../../runtime/operation.ts'
import type { LeaseId } from '../../store/contract.ts'

/** What outlives a crash of the daemon, though not of the machine: a file in /run. */
export interface SessionMemory {
  lease: LeaseId | undefined
}

export interface Session {
  /** The lease under which the machine is present; undefined: it is not, or does not know. */
  readonly lease: LeaseId | undefined
  /** The lease cannot end before this, in milliseconds since the run began, by this machine's clock; -Infinity: it may have. */
  readonly validUntil: number
  /** A mailbox that holds one message whenever lease or validity have changed since it was last emptied; it may be one's own. */
  readonly subscribe: (mailbox?: Mailbox<'changed'>) => Mailbox<'changed'>
  /** The same, but a lease that was prolonged before it may have ended has not changed. That is all that most want to know. */
  readonly subscribeToLease: (mailbox?: Mailbox<'changed'>) => Mailbox<'changed'>
  /** Registers, keeps the lease alive, and registers anew when it was lost. It returns never. */
  readonly run: () => Program<void>
  /** Ends the lease, and with it all that hangs on it. `run` must not go on after that. */
  readonly leave: () => Program<void>
}
