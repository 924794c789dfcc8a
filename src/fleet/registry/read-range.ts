// Reads a range of any length at one revision, page by page: an answer of the store may be only so large.

import { ok, type Outcome, type Program } from '../../runtime/operation.ts'
import { type KeyValue, range } from '../../store/contract.ts'

/** Keys in one answer. With unit files of some kilobytes an answer stays below gRPC's 4 MiB. */
const PAGE = 500

export interface RangeRead {
  /** As of which revision of the store. */
  readonly revision: number
  readonly kvs: readonly KeyValue[]
}

/** The first page is linearizable, and the others are read at its revision. `fail` also when that was compacted meanwhile. */
export function* readRange(
  key: string,
  rangeEnd: string,
  { withinMs, page = PAGE }: { readonly withinMs?: number; readonly page?: number } = {},
): Program<Outcome<RangeRead>> {
  const options = withinMs === undefined ? {} : { withinMs }
  const kvs: KeyValue[] = []
  let revision: number | undefined
  for (let from = key; ; from = `${kvs.at(-1)?.key}\0`) {
    const at = revision === undefined ? {} : { revision }
    const read = yield* range({ key: from, rangeEnd, limit: page, ...at }, options)
    if (read.kind !== 'ok') return read
    revision ??= read.value.revision
    kvs.push(...read.value.kvs)
    if (read.value.kvs.length === read.value.count || read.value.kvs.length === 0) return ok({ revision, kvs })
  }
}
