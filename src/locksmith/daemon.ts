// The daemon of the reboot lock, one on each machine. It gives back what its machine still holds once the boot is good;
// then it waits until a reboot is wanted, takes the lock, and reboots.
//
// What it does differently from locksmithd, and why:
// - it releases only after the boot was marked good, not when the daemon starts (coreos/bugs #1782, #257);
// - while idle it looks again now and then: a write that an earlier boot gave up on can still arrive and take a slot;
// - it reboots only on fresh word that it holds the lock: an answer that a pause has aged is asked for again, since an
//   operator may have freed the slot meanwhile;
// - it looks at its window again once it has the lock, and gives the lock back when the window has closed;
// - its waits have jitter, so that machines which lost the same race do not stay in step.

import type { LockFact, MachineId } from '../history/event.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { now, type Program, receive, record, sleep, wallClock } from '../runtime/operation.ts'
import { sleepJittered } from './jitter.ts'
import { acquire, release } from './lock.ts'
import { durationToStart, isOpen, type RebootWindow } from './window.ts'

/** What the machine tells its daemon. */
export type Notice = 'boot-good' | 'reboot-wanted'

export interface LocksmithConfig {
  readonly machine: MachineId
  readonly group: string
  readonly backoffMs: number
  readonly backoffMaxMs: number
  /** How old word of holding the lock may be at the start of a reboot. */
  readonly freshMs: number
  readonly reconcileMs: number
  /** Absent: it may reboot at any time. */
  readonly window?: RebootWindow
  /** What the calendar showed when the run's clock stood at 0, Unix time in milliseconds. */
  readonly startsAt: number
}

export function* lockDaemon(
  config: LocksmithConfig,
  notices: Mailbox<Notice>,
  reboot: (revision: number) => Program<void>,
): Program<void> {
  const wanted = yield* bootGood(notices)
  yield* wanted ? releaseUntilSure(config) : keepReleased(config, notices)
  yield* reboot(yield* acquireInWindow(config))
}

/** Waits until the boot is marked good; says whether a reboot was asked for in the meantime. */
export function* bootGood(notices: Mailbox<Notice>): Program<boolean> {
  let wanted = false
  for (;;) {
    const notice = yield* receive(notices)
    if (notice.kind !== 'message') continue
    if (notice.message === 'boot-good') return wanted
    wanted = true
  }
}

/**
 * Waits until a reboot is asked for.
 * @param meanwhile done until then, every `everyMs`
 */
export function* rebootWanted(
  notices: Mailbox<Notice>,
  everyMs = Infinity,
  meanwhile: () => Program<unknown> = nothing,
): Program<void> {
  for (;;) {
    const notice = yield* receive(notices, everyMs)
    if (notice.kind === 'deadline') yield* meanwhile()
    else if (notice.message === 'reboot-wanted') return
  }
}

/** Tries until the store has said that the machine holds no slot. */
export function* releaseUntilSure(config: LocksmithConfig): Program<void> {
  for (let waitMs = config.backoffMs; ; waitMs = Math.min(2 * waitMs, config.backoffMaxMs)) {
    const attempt = yield* release(config.group, config.machine)
    if (attempt.kind === 'done') {
      if (!attempt.changed) return
      const { group, machine: holder } = config
      yield* record<LockFact>({ kind: 'lock.released', group, holder, revision: attempt.revision })
      return
    }
    yield* sleepJittered(waitMs)
  }
}

/**
 * Gives back what the machine holds, and looks again now and then: a write that an earlier boot or an operator's reboot
 * gave up on can still arrive and take a slot. Returns when a reboot is asked for.
 * @param notices absent: it goes on for ever
 */
export function* keepReleased(config: LocksmithConfig, notices = new Mailbox<Notice>()): Program<void> {
  yield* releaseUntilSure(config)
  yield* rebootWanted(notices, config.reconcileMs, () => release(config.group, config.machine))
}

/**
 * Like `acquireUntilHeld`, but inside the window: it does not ask before that opens, and a slot that came after it has
 * closed is given back. Historically the window was looked at once, before the wait for the lock, and machines rebooted
 * hours after it had closed (coreos/bugs #1886); a slot held without rebooting keeps everybody waiting (SUSE/rebootmgr #4).
 */
export function* acquireInWindow(config: LocksmithConfig): Program<number> {
  for (;;) {
    const closesAt = yield* untilOpen(config, () => release(config.group, config.machine))
    const revision = yield* acquireBefore(config, closesAt)
    if (revision !== undefined && (yield* isOpenNow(config))) return revision
    yield* record<LockFact>({ kind: 'lock.window-closed', machine: config.machine, held: revision !== undefined })
    yield* releaseUntilSure(config)
  }
}

/** Tries until the machine holds a slot on fresh word; returns the revision of the semaphore that said so. */
export function* acquireUntilHeld(config: LocksmithConfig): Program<number> {
  for (;;) {
    const revision = yield* acquireBefore(config, Infinity)
    if (revision !== undefined) return revision
  }
}

/** Tries until the wall clock shows `deadline`, in milliseconds since the run began; undefined: the time was up. */
function* acquireBefore(config: LocksmithConfig, deadline: number): Program<number | undefined> {
  const { group, machine } = config
  let waitMs = config.backoffMs
  while ((yield* wallClock()) <= deadline) {
    const attempt = yield* acquire(group, machine)
    if (attempt.kind === 'done') {
      if ((yield* now()) - attempt.askedAt <= config.freshMs) {
        yield* record<LockFact>({ kind: 'lock.granted', group, holder: machine, revision: attempt.revision })
        return attempt.revision
      }
      continue
    }
    if (attempt.kind === 'full') {
      yield* record<LockFact>({ kind: 'lock.busy', group, by: machine, holders: attempt.holders })
    }
    yield* sleepJittered(waitMs)
    waitMs = Math.min(2 * waitMs, config.backoffMaxMs)
  }
  return undefined
}

/** Whether the machine may reboot at this moment: the clock may have been set since the window was looked at. */
export function* isOpenNow({ window, startsAt }: Pick<LocksmithConfig, 'window' | 'startsAt'>): Program<boolean> {
  return window === undefined || isOpen(window, startsAt + (yield* wallClock()))
}

/**
 * Waits until the reboot window is open; returns when it closes, in milliseconds since the run began by the wall clock. Looks at the clock
 * again now and then, since it may be set meanwhile.
 * @param meanwhile done between two looks, every `reconcileMs`
 */
export function* untilOpen(
  { window, startsAt, reconcileMs }: Pick<LocksmithConfig, 'window' | 'startsAt' | 'reconcileMs'>,
  meanwhile: () => Program<unknown> = nothing,
): Program<number> {
  if (window === undefined) return Infinity
  for (;;) {
    const at = yield* wallClock()
    const waitMs = durationToStart(window, startsAt + at)
    if (waitMs <= 0) return at + waitMs + window.lengthMs
    yield* sleep(Math.min(waitMs, reconcileMs))
    if (waitMs > reconcileMs) yield* meanwhile()
  }
}

function* nothing(): Program<void> {}
