// The reference implementation: the platform that seatrial holds up as right.

import { bootGood, type LocksmithConfig, lockDaemon, type Notice, rebootWanted } from '../locksmith/daemon.ts'
import type { Mailbox } from '../runtime/mailbox.ts'
import { type Program, sleep } from '../runtime/operation.ts'
import { range } from '../store/contract.ts'
import type { MachineContext, Platform } from './platform.ts'
import { reboot } from './reboot.ts'

export const reference: Platform = {
  name: 'reference',
  proveBoot,
  lockDaemon: (context, notices) =>
    context.spec.strategy === 'reboot'
      ? rebootAtOnce(context, notices)
      : lockDaemon(locksmithConfig(context), notices, (revision) => reboot(context, revision)),
}

/** What locksmith is told on this machine. */
export function locksmithConfig({ spec, tuning }: MachineContext): LocksmithConfig {
  return {
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
  if (!wanted) yield* rebootWanted(notices)
  yield* reboot(context, null)
}
