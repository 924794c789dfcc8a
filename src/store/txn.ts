// Transactions, before and while they run: whether one may be run at all, and what its compares say.

import type { Compare, Delete, KeyValue, Put, Range, Txn } from './contract.ts'
import { compareKeys, inRange } from './keys.ts'

const NO_LEASE = '0'

/** Lease ids are decimal strings of up to 64 bits: too wide for a number. */
const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

const related = (order: number, relation: Compare['relation']): boolean => {
  switch (relation) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '>':
      return order > 0
    case '<':
      return order < 0
  }
}

/** Evaluates one compare against the key's present value. */
export function holds(compare: Compare, kv: KeyValue | undefined): boolean {
  switch (compare.target) {
    case 'create-revision':
      return related((kv?.createRevision ?? 0) - compare.operand, compare.relation)
    case 'mod-revision':
      return related((kv?.modRevision ?? 0) - compare.operand, compare.relation)
    case 'version':
      return related((kv?.version ?? 0) - compare.operand, compare.relation)
    case 'value':
      return kv !== undefined && related(compareKeys(kv.value, compare.operand), compare.relation)
    case 'lease':
      return related(compareIds(kv?.lease ?? NO_LEASE, compare.operand), compare.relation)
  }
}

/** A transaction may not put one key twice, nor put a key that it deletes. */
function disjoint(operations: Txn['then']): boolean {
  if (operations.length < 2) return true
  return operations.every(
    (operation, i) =>
      operation.kind !== 'put' ||
      operations.every(
        (other, j) =>
          other.kind === 'range' ||
          i === j ||
          !inRange(operation.key, other.key, other.kind === 'delete' ? other.rangeEnd : undefined),
      ),
  )
}

const readsThePast = (operation: Txn['then'][number]): boolean =>
  operation.kind === 'range' && operation.revision !== undefined

/** etcd's --max-txn-ops. */
const MOST_OPERATIONS = 128

/**
 * What is refused before any state is looked at: an empty key, and of transactions, one that touches a key twice, one
 * that is too large, and one that reads at a revision (see Txn).
 */
export function isWellFormed(request: Range | Put | Delete | Txn): boolean {
  if (request.kind !== 'txn') return request.key !== ''
  return (
    [request.compares, request.then, request.otherwise].every((list) => list.length <= MOST_OPERATIONS) &&
    request.compares.every((compare) => compare.key !== '') &&
    [...request.then, ...request.otherwise].every((operation) => isWellFormed(operation) && !readsThePast(operation)) &&
    disjoint(request.then) &&
    disjoint(request.otherwise)
  )
}

/** Whether a transaction can change nothing on either branch: etcd then serves it as a read. */
export const isReadOnly = (txn: Txn): boolean =>
  txn.then.every(({ kind }) => kind === 'range') && txn.otherwise.every(({ kind }) => kind === 'range')
