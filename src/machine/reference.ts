// The reference implementation: the platform that seatrial holds up as right.

import { FLEET } from '../fleet/fleetd.ts'
import {
  bootGood,
  keepReleased,
  type LocksmithConfig,
  lockDaemon,
  type Notice,
  rebootWanted,
  untilOpen,
} from '../locksmith/daemon.ts'
import type { MachineId } from '../history/event.ts'
import { answer } from '../locksmith/fleetlock/server.ts'
import type { Mailbox } from '../runtime/mailbox.ts'
import { type Program, sleep, spawn } from '../runtime/operation.ts'
import { range } from '../store/contract.ts'
import { nextBoot } from '../updates/boot/slots.ts'
import { type EngineConfig, updateEngine } from '../updates/engine/engine.ts'
import { openUpdateService } from '../updates/server/service.ts'
import { markSlotGood } from './good-mark.ts'
import type { MachineContext, Platform } from './platform.ts'
import { fleetLockDaemon } from './fleetlock.ts'
import { reboot } from './reboot.ts'
import { strategyOf } from './topology.ts'
import { APP_ID, OMAHA_URL } from './updates.ts'
import { untilHealthy } from './watchdog.ts'
import { windowOf } from './window.ts'

export const reference: Platform = {
  name: 'reference',
  chooseSlot: nextBoot,
  proveBoot,
  updateEngine: (context, desk) => updateEngine(engineConfig(context), desk),
  openUpdates: (config) => openUpdateService(config),
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
  fleet: FLEET,
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

/** What the update engine is told on this machine. Only for machines with slots, which the others are not asked for. */
export function engineConfig({ spec, tuning, boot, startsAt, os, server = OMAHA_URL }: MachineContext): EngineConfig {
  const { updates } = tuning
  if (os === undefined || updates === undefined) throw new Error(`${spec.id} has no slots, or no times for updates`)
  const { id: machine, channel = null } = spec
  const { callTimeoutMs } = tuning
  return { machine, boot, os, server, channel, appId: APP_ID, startsAt, callTimeoutMs, ...updates }
}

/**
 * A boot is good after `goodAfterMs` (update_engine waits 45 s), once its release says that it is healthy, and, where the
 * machine runs an etcd member, once that member serves a linearizable read: until then the quorum is as thin as while the
 * machine was down. Where it runs units, it waits until all that the cluster is to run does: another machine may reboot as
 * soon as this boot is good. Then its slot is marked good.
 */
export function* proveBoot(context: MachineContext): Program<void> {
  const { spec, tuning, os, fleet } = context
  const everyMs = Math.ceil(tuning.goodAfterMs / 10)
  yield* sleep(tuning.goodAfterMs)
  if (os) yield* untilHealthy(context)
  if (spec.roles.includes('etcd')) yield* untilMemberServes(spec.id, everyMs)
  if (fleet) while (!(yield* fleet.isReady())) yield* sleep(everyMs)
  if (os) yield* markSlotGood(os.slot, everyMs)
}

function* untilMemberServes(member: MachineId, everyMs: number): Program<void> {
  while ((yield* range({ key: 'health' }, { member })).kind !== 'ok') yield* sleep(everyMs)
}

/** The strategy that coordinates with nobody: the historical default. */
function* rebootAtOnce(context: MachineContext, notices: Mailbox<Notice>): Program<void> {
  const wanted = yield* bootGood(notices)
  yield* giveBack(context)
  if (!wanted) yield* rebootWanted(notices)
  yield* untilOpen(locksmithConfig(context))
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
  if (context.hasStore) yield* spawn('give back', keepReleased(locksmithConfig(context)))
}
