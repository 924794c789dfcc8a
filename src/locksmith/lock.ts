// The lock: the semaphore in the store, changed only by comparing and setting. Each function here makes one attempt and
// says how it came out; waiting and trying again is the daemon's part.
//
// Reads are linearizable. Historically they were not, and a stale one was taken for "not a holder" (locksmith #64).

import type { LockFact, LockOperation, MachineId } from '../history/event.ts'
import { now, type Outcome, type Program, random, record } from '../runtime/operation.ts'
import { type KeyValue, range, type TxnAnswer, txn } from '../store/contract.ts'
import {
  acquired,
  type Change,
  decode,
  encode,
  FRESH,
  released,
  resized,
  type Semaphore,
  SemaphoreCorrupt,
  semaphoreKey,
} from './semaphore.ts'

/** How an attempt came out. `unsure`: it may have happened; the next attempt will show. */
export type Attempt =
  /** It is so now, by this attempt or since an earlier one, as of `revision`; asked of the store at `askedAt`. */
  | {
      readonly kind: 'done'
      /** True: this attempt made it so. False: it was so already. */
      readonly changed: boolean
      readonly revision: number
      readonly semaphore: Semaphore
      readonly askedAt: number
    }
  | { readonly kind: 'full'; readonly holders: readonly MachineId[] }
  | { readonly kind: 'unsure'; readonly reason: string }

/**
 * Takes a slot for the machine. `done` also when it holds one already: an answer that was lost costs nothing. Then the
 * document is written again as it is, for a release of this machine that nobody answered may still be under way: it was
 * made from the document that stood there, and finds another now.
 */
export const acquire = (group: string, machine: MachineId): Program<Attempt> =>
  attempt(group, machine, { operation: 'acquire', holder: machine }, (semaphore) => secured(semaphore, machine))

/** Gives the machine's own slot back. `done` also when it holds none. */
export const release = (group: string, machine: MachineId): Program<Attempt> =>
  attempt(group, machine, { operation: 'release', holder: machine }, (semaphore) => released(semaphore, machine))

/** An operator frees the slot of a machine that will not do so itself. */
export const unlock = (group: string, machine: MachineId): Program<Attempt> =>
  attempt(group, OPERATOR, { operation: 'unlock', holder: machine }, (semaphore) => released(semaphore, machine))

/** An operator sets how many machines of the group may reboot at once. */
export const setMax = (group: string, max: number): Program<Attempt> =>
  attempt(group, OPERATOR, { operation: 'set-max', max }, (semaphore) => resized(semaphore, max))

/** Reads the semaphore: `done` with what is stored, or with a fresh one where nothing is. */
export function* status(group: string): Program<Attempt> {
  const askedAt = yield* now()
  const read = yield* readSemaphore(group)
  return read.kind === 'unsure' ? read : { kind: 'done', changed: false, ...read.stored, askedAt }
}

const OPERATOR = 'operator'

/** What an attempt makes of the semaphore it finds. `again`: it is as it should be, and is to be written all the same. */
export type Intent = Change | { readonly kind: 'again' }

/** Like `acquired`, for whoever is going to rely on the slot: one that is held already is held again. */
export function secured(semaphore: Semaphore, machine: MachineId): Intent {
  const change = acquired(semaphore, machine)
  return change.kind === 'already' ? { kind: 'again' } : change
}

/** One attempt at any operation: reads, changes, and writes if nobody wrote meanwhile. Variants of the lock use it too. */
export function* attempt(
  group: string,
  by: string,
  asked: LockOperation,
  intend: (semaphore: Semaphore) => Intent,
): Program<Attempt> {
  const readAt = yield* now()
  const read = yield* readSemaphore(group)
  if (read.kind === 'unsure') {
    yield* record<LockFact>({ kind: 'lock.unread', group, by, reason: read.reason })
    return read
  }
  const { semaphore, revision } = read.stored
  const intent = intend(semaphore)
  if (intent.kind === 'already') return { kind: 'done', changed: false, semaphore, revision, askedAt: readAt }
  if (intent.kind === 'full') return intent

  const changed = intent.kind === 'changed'
  const next = changed ? intent.semaphore : semaphore
  const askedAt = yield* now()
  const written = yield* swap(group, by, asked, revision, next)
  if (written.kind !== 'ok') return { kind: 'unsure', reason: written.reason }
  if (!written.value.succeeded) return { kind: 'unsure', reason: 'the semaphore changed meanwhile' }
  return { kind: 'done', changed, semaphore: next, revision: written.value.revision, askedAt }
}

interface Stored {
  readonly semaphore: Semaphore
  /** The mod revision of the document; 0: there is none. */
  readonly revision: number
}

type Read = { readonly kind: 'read'; readonly stored: Stored } | { readonly kind: 'unsure'; readonly reason: string }

function* readSemaphore(group: string): Program<Read> {
  const read = yield* range({ key: semaphoreKey(group) })
  if (read.kind !== 'ok') return { kind: 'unsure', reason: read.reason }
  return understand(read.value.kvs[0])
}

/** What a read of the document means. A corrupt one is left for an operator to mend: nothing is written over it. */
export function understand(kv: KeyValue | undefined): Read {
  if (kv === undefined) return { kind: 'read', stored: { semaphore: FRESH, revision: 0 } }
  try {
    return { kind: 'read', stored: { semaphore: decode(kv.value), revision: kv.modRevision } }
  } catch (error) {
    if (error instanceof SemaphoreCorrupt) return { kind: 'unsure', reason: error.message }
    throw error
  }
}

/** Writes the document if it is still at revision `base`; records the attempt and its end, so that a judge can tell. */
function* swap(
  group: string,
  by: string,
  asked: LockOperation,
  base: number,
  next: Semaphore,
): Program<Outcome<TxnAnswer>> {
  const key = semaphoreKey(group)
  return yield* recorded({ group, by, base, ...asked }, () =>
    txn({
      compares: [{ target: 'mod-revision', key, relation: '=', operand: base }],
      then: [{ kind: 'put', key, value: encode(next) }],
      otherwise: [],
    }),
  )
}

type AttemptFact = Omit<Extract<LockFact, { readonly kind: 'lock.attempt' }>, 'kind' | 'attempt'> & LockOperation

/** Runs one write of a semaphore with its beginning and its end in the history. Variants of the lock use it too. */
export function* recorded(
  fact: AttemptFact,
  write: () => Iterable<unknown> & ReturnType<typeof txn>,
): Program<Outcome<TxnAnswer>> {
  const id = yield* random(2 ** 31)
  yield* record<LockFact>({ kind: 'lock.attempt', attempt: id, ...fact })
  const outcome = yield* write()
  yield* record(ended(id, outcome))
  return outcome
}

function ended(attempt: number, outcome: Outcome<TxnAnswer>): LockFact {
  if (outcome.kind !== 'ok') {
    return { kind: 'lock.attempt-ended', attempt, outcome: outcome.kind, reason: outcome.reason }
  }
  const { succeeded, revision } = outcome.value
  return succeeded
    ? { kind: 'lock.attempt-ended', attempt, outcome: 'ok', revision }
    : { kind: 'lock.attempt-ended', attempt, outcome: 'conflict' }
}
