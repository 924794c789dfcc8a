// What `locksmithctl` does and says, without the terminal: an operator's attempts at the reboot lock, and their words.
//
// The words are those of locksmith's locksmithctl/*.go, which scripts read. Where they differ, and why:
// - a machine that holds a slot is told `holder exists` also when the semaphore is full (locksmith says that it is full,
//   coreos/locksmith #58), so that an answer that was lost can be told from a slot that somebody else has;
// - a failed read is `Error getting value:` (locksmith calls it setting, and then crashes);
// - a set-max that failed prints no maximum and is a failure.

import type { LockOperation, MachineId } from '../history/event.ts'
import type { Program } from '../runtime/operation.ts'
import { type Attempt, attempt, status, unlock } from './lock.ts'
import { acquired, type Change, resized, type Semaphore } from './semaphore.ts'

/** How a command came out. `failed` says why in locksmith's words. */
export type CtlAnswer =
  { readonly kind: 'done'; readonly lines: readonly string[] } | { readonly kind: 'failed'; readonly error: string }

const done = (lines: readonly string[] = []): CtlAnswer => ({ kind: 'done', lines })
const failed = (error: string): CtlAnswer => ({ kind: 'failed', error })

/** Reads the semaphore and shows it. */
export function* ctlStatus(group: string): Program<CtlAnswer> {
  const read = yield* status(group)
  return read.kind === 'done' ? done(statusLines(read.semaphore)) : failed(`Error getting value: ${whyNot(read)}`)
}

/** Takes a slot for the machine: one attempt, no wait. */
export function* ctlLock(group: string, machine: MachineId): Program<CtlAnswer> {
  const asked: LockOperation = { operation: 'acquire', holder: machine }
  const { tried, before } = yield* attempted(group, machine, asked, (semaphore) => acquired(semaphore, machine))
  if (tried.kind === 'done') return tried.changed ? done() : failed('Error locking: holder exists')
  if (tried.kind === 'full') return failed(`Error locking: semaphore is at ${before?.free}`)
  return failed(`Error locking: ${tried.reason}`)
}

/** Frees the machine's slot: one attempt, no wait. */
export function* ctlUnlock(group: string, machine: MachineId): Program<CtlAnswer> {
  const tried = yield* unlock(group, machine)
  if (tried.kind !== 'done') return failed(`Error unlocking: ${whyNot(tried)}`)
  return tried.changed ? done() : failed('Error unlocking: holder does not exist')
}

/** Sets how many machines of the group may reboot at once, and shows what it was and is; also where that is the same. */
export function* ctlSetMax(group: string, max: number): Program<CtlAnswer> {
  const asked: LockOperation = { operation: 'set-max', max }
  const { tried, before } = yield* attempted(group, 'operator', asked, (semaphore) => resized(semaphore, max))
  if (tried.kind !== 'done') return failed(`Error setting value: ${whyNot(tried)}`)
  return done([`Old-Max: ${before?.max}`, `Max: ${tried.semaphore.max}`])
}

/** What `status` prints. */
export function statusLines({ free, max, holders }: Semaphore): readonly string[] {
  const lines = [`Available: ${free}`, `Max: ${max}`]
  return holders.length === 0 ? lines : [...lines, '', 'MACHINE ID', ...holders]
}

/** One attempt, and the semaphore that it found. */
function* attempted(
  group: string,
  by: string,
  asked: LockOperation,
  change: (semaphore: Semaphore) => Change,
): Program<{ readonly tried: Attempt; readonly before: Semaphore | undefined }> {
  let before: Semaphore | undefined
  const tried = yield* attempt(group, by, asked, (semaphore) => {
    before = semaphore
    return change(semaphore)
  })
  return { tried, before }
}

/** Only taking a slot can find the semaphore full. */
const whyNot = (tried: Exclude<Attempt, { readonly kind: 'done' }>): string =>
  tried.kind === 'full' ? 'the semaphore is full' : tried.reason
