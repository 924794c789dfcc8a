// What operators set of a machine's metadata while it runs. It lies beside the machine's object, since that is the
// machine's own, and outlives it.

import type { MachineId } from '../../history/event.ts'
import { ok, type Outcome, type Program, unknown } from '../../runtime/operation.ts'
import { type Put, txn } from '../../store/contract.ts'
import { metadataKey } from './keys.ts'

export interface MetadataChange {
  readonly machine: MachineId
  readonly key: string
  /** Undefined: the machine has no such key, even if it was configured with one. */
  readonly value: string | undefined
}

/** etcd's limit on the operations of a transaction. */
const MOST_OPERATIONS = 128

/**
 * Applies changes, the last one of a key. A machine need not be present. 128 and fewer are applied all or none; of more,
 * some may have been applied when it says `unknown`.
 */
export function* patchMetadata(changes: readonly MetadataChange[]): Program<Outcome<void>> {
  const puts = [...new Map(changes.map((change) => [metadataKey(change.machine, change.key), change]))].map(
    ([key, { value = '' }]): Put => ({ kind: 'put', key, value }), // fleet's word for: removed
  )
  for (let at = 0; at < puts.length; at += MOST_OPERATIONS) {
    const written = yield* txn({ compares: [], then: puts.slice(at, at + MOST_OPERATIONS), otherwise: [] })
    if (written.kind !== 'ok') return at === 0 ? written : unknown(written.reason)
  }
  return ok(undefined)
}
