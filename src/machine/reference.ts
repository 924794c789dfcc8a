// The reference implementation: the platform that seatrial holds up as right.

import {
  bootGood,
  type LocksmithConfig,
  lockDaemon,
  type Notice,
  rebootWanted,
  releaseUntilSure,
  untilOpen,
} from '../locksmith/daemon.ts'
import { answer } from '../locksmith/fleetlock/server.ts'
import type { Mailbox } from '../runtime/mailbox.ts'
import { type Program, sleep, spawn } from '../runtime/operation.ts'
import { range } from '../store/contract.ts'
import type { MachineContext, Platform } from './platform.ts'
import { fleetLockDaemon } from './fleetlock.ts'
import { reboot } from './reboot.ts'
import { strategyOf } from './topology.ts'
import { windowOf } from './window.ts'

export const reference: Platform = {
  name: 'reference',
  proveBoot,
  lockDaemon(context, notices) {
    switch (strategyOf(context.spec)) {
      case 'etcd-lock':
        return lockDaemon(locksmithConfig(context), notices, (revision) => reboot(context, revision))
      case 'reboot':
        return rebootAtOnce(context, notices)
      case 'fleetlock':
        return fleetLockDaemon(context, notices)
      case 'off':
        return rebootNever(context, notices)
    }
  },
  answerFleetLock: answer,
}

/** What locksmith is told on this machine. */
export function locksmithConfig({ spec, tuning, startsAt }: MachineContext): LocksmithConfig {
  const window = windowOf(spec)
  return {
    ...(window ? { window } : {}),
    startsAt,
    machine: spec.id,
    group: spec.group,
    backoffMs: tuning.lockBackoffMs,
    backoffMaxMs: tuning.lockBackoffMaxMs,
    freshMs: tuning.callTimeoutMs,
    reconcileMs: tuning.reconcileMs,
  }
}

/**
 * A boot is good after `goodAfterMs` (update_engine waits 45 s), and, where the machine runs an etcd member, once that
 * member serves a linearizable read: until then the quorum is as thin as while the machine was down.
 */
export function* proveBoot({ spec, tuning }: MachineContext): Program<void> {
  yield* sleep(tuning.goodAfterMs)
  if (!spec.roles.includes('etcd')) return
  for (;;) {
    const read = yield* range({ key: 'health' }, { member: spec.id })
    if (read.kind === 'ok') return
    yield* sleep(Math.ceil(tuning.goodAfterMs / 10))
  }
}

/** The strategy that coordinates with nobody: the historical default. */
function* rebootAtOnce(context: MachineContext, notices: Mailbox<Notice>): Program<void> {
  const wanted = yield* bootGood(notices)
  yield* giveBack(context)
  if (!wanted) yield* rebootWanted(notices)
  yield* untilOpen(locksmithConfig(context), nothing)
  yield* reboot(context, null)
}

/** The strategy `off`. It stays, so as to give back the slot of an operator's reboot (coreos/bugs #1171, #1219). */
function* rebootNever(context: MachineContext, notices: Mailbox<Notice>): Program<void> {
  yield* bootGood(notices)
  yield* giveBack(context)
  yield* sleep(Infinity)
}

/** These strategies take no slot by themselves, but an operator's reboot of the machine may have; nobody waits for it. */
function* giveBack(context: MachineContext): Program<void> {
  if (context.hasStore) yield* spawn('give back', releaseUntilSure(locksmithConfig(context)))
}

function* nothing(): Program<void> {}
