// What the tests of the daemon are written on: a daemon against a store in memory.

import type { LockFact } from '../history/event.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { type Program, send, sleep } from '../runtime/operation.ts'
import { lockDaemon, type LocksmithConfig, type Notice } from './daemon.ts'
import { ServerBench } from './fleetlock/fixture.ts'

/** 2015-05-21T00:00:00Z, a Thursday. */
const MIDNIGHT = 1_432_166_400_000

export const CONFIG: LocksmithConfig = {
  machine: 'm',
  group: 'g',
  backoffMs: 5_000,
  backoffMaxMs: 300_000,
  freshMs: 5_000,
  reconcileMs: 60_000,
  startsAt: MIDNIGHT,
}

/** A daemon that was told these things, and the times at which it rebooted. */
export class DaemonBench extends ServerBench {
  readonly reboots: number[] = []
  readonly notices = new Mailbox<Notice>()

  start(config: Partial<LocksmithConfig> = {}): void {
    const { timers, kernel } = this.runner
    const reboots = this.reboots
    function* reboot(): Program<void> {
      reboots.push(timers.now())
      yield* sleep(Infinity) // the machine goes down, and the daemon with it
    }
    kernel.start('lock', this.host, lockDaemon({ ...CONFIG, ...config }, this.notices, reboot))
  }

  tell(...notices: readonly Notice[]): void {
    const mailbox = this.notices
    function* telling(): Program<void> {
      for (const notice of notices) yield* send(mailbox, notice)
    }
    this.run(telling())
  }

  pass(ms: number): void {
    this.runner.timers.advance(this.runner.timers.now() + ms)
  }

  facts(kind: LockFact['kind']): readonly unknown[] {
    return this.records.filter((each) => each.kind === kind)
  }
}
