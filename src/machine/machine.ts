// One boot of one machine, from the boot loader's first line to the end of power: what runs, and when. Start here.

import type { MachineFact } from '../history/event.ts'
import type { Notice } from '../locksmith/daemon.ts'
import { acquire, type Attempt } from '../locksmith/lock.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { now, type Program, record, send, sleep, spawn } from '../runtime/operation.ts'
import { type Answer, controlService } from './control.ts'
import type { MachineContext, Platform } from './platform.ts'
import { BY_OPERATOR, reboot } from './reboot.ts'
import { Supervisor } from './supervisor.ts'
import { type MachineSpec, strategyOf } from './topology.ts'

/** The boot loader and what it starts. It returns never: a machine stops because its power does. */
export function* boot(context: MachineContext, platform: Platform): Program<void> {
  const { id: machine } = context.spec
  yield* record<MachineFact>({ kind: 'boot.started', machine, boot: context.boot })
  const state = new BootState()
  const lockDaemon = new Supervisor(
    'lock daemon',
    () => platform.lockDaemon(context, state.notices),
    () => state.again(),
  )
  yield* spawn(
    'control',
    controlService({
      rebootWanted: () => state.rebootWanted(context.spec),
      operatorReboot: () => operatorReboot(context, lockDaemon),
      *crash() {
        yield* lockDaemon.crash()
        return { says: 'is down' }
      },
      *start() {
        yield* lockDaemon.start()
        return { says: 'runs' }
      },
    }),
  )
  yield* spawn('lock daemon', lockDaemon.run())
  yield* platform.proveBoot(context)
  yield* record<MachineFact>({ kind: 'boot.good', machine, boot: context.boot })
  yield* state.bootGood()
  yield* sleep(Infinity)
}

/** What a daemon that is started again must be told anew. */
class BootState {
  good = false
  wanted = false
  notices = new Mailbox<Notice>();

  *bootGood(): Program<void> {
    this.good = true
    yield* send(this.notices, 'boot-good')
  }

  *rebootWanted(spec: MachineSpec): Program<Answer> {
    if (strategyOf(spec) === 'off') return { says: 'noted: with the strategy off, an operator has to reboot it' }
    yield* record<MachineFact>({ kind: 'reboot.asked', machine: spec.id })
    this.wanted = true
    yield* send(this.notices, 'reboot-wanted')
    return { says: 'will reboot' }
  }

  *again(): Program<void> {
    this.notices = new Mailbox()
    if (this.good) yield* send(this.notices, 'boot-good')
    if (this.wanted) yield* send(this.notices, 'reboot-wanted')
  }
}

/**
 * `locksmithctl reboot`: takes the lock in one attempt, under any strategy, and reboots. The lock is given back by the
 * machine's daemon once the boot is good; historically nobody did where the strategy was `off` (coreos/bugs #1219). The
 * daemon stands still meanwhile: it would give back a slot that it did not take. For the same reason a slot that the
 * machine holds already does not count, as with locksmithctl.
 */
function* operatorReboot(context: MachineContext, lockDaemon: Supervisor): Program<Answer> {
  const { spec, tuning } = context
  yield* lockDaemon.crash()
  const taken = yield* acquire(spec.group, spec.id)
  const fresh = taken.kind === 'done' && (yield* now()) - taken.askedAt <= tuning.callTimeoutMs
  if (taken.kind === 'done' && taken.changed && fresh) {
    return { says: 'rebooting', then: () => reboot(context, taken.revision, BY_OPERATOR) }
  }
  yield* lockDaemon.start()
  return { says: { error: refusal(taken) } }
}

function refusal(taken: Attempt): string {
  switch (taken.kind) {
    case 'full':
      return `the lock is held by ${taken.holders.join(', ')}`
    case 'unsure':
      return taken.reason
    case 'done':
      return taken.changed ? "the store's answer came too late" : 'holder exists'
  }
}
