// What the members agree on: the entries of their log, and what each does to the store when it is applied.

import type { Outcome } from '../../../runtime/operation.ts'
import { ok } from '../../../runtime/operation.ts'
import type { Delete, LeaseAnswer, LeaseId, Put, Txn } from '../../../store/contract.ts'
import { type Mvcc, type View } from '../../../store/mvcc.ts'
import type { StoreCall } from './call.ts'
import type { Leases } from './leases.ts'

export type Command =
  | Put
  | Delete
  | Txn
  | { readonly kind: 'compact'; readonly revision: number }
  | { readonly kind: 'lease-grant'; readonly lease: LeaseId; readonly ttlSeconds: number }
  | { readonly kind: 'lease-revoke'; readonly lease: LeaseId }
  /** What a new leader begins its term with: committing it commits all that came before. */
  | { readonly kind: 'new-term' }

export interface Entry {
  readonly command: Command
  /** The call to be answered by the member that it was made at, once that member applies the entry. */
  readonly call: StoreCall | undefined
  /** Set when the entry is committed. */
  result: { readonly outcome: Outcome<unknown>; readonly view: View } | undefined
}

export function execute(command: Command, mvcc: Mvcc, leases: Leases): Outcome<unknown> {
  switch (command.kind) {
    case 'put':
    case 'delete':
    case 'txn':
      return mvcc.apply(command)
    case 'compact':
      return mvcc.compact(command.revision)
    case 'lease-grant': {
      const ttlSeconds = leases.granted(command.lease, command.ttlSeconds)
      mvcc.grantLease(command.lease)
      return ok<LeaseAnswer>({ lease: command.lease, ttlSeconds })
    }
    case 'lease-revoke':
      leases.revoked(command.lease)
      return mvcc.revokeLease(command.lease)
    case 'new-term':
      return ok(undefined)
  }
}
