// One boot of one machine, from the boot loader's first line to the end of power: what runs, and when. Start here.

import type { MachineFact } from '../history/event.ts'
import type { Notice } from '../locksmith/daemon.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { join, type Program, record, send, sleep, spawn } from '../runtime/operation.ts'
import { controlService } from './control.ts'
import type { MachineContext, Platform } from './platform.ts'

/** How long a program that threw stays down before it is started again: systemd's RestartSec of locksmithd's unit. */
const RESTART_MS = 10_000

/** The boot loader and what it starts. It returns never: a machine stops because its power does. */
export function* boot(context: MachineContext, platform: Platform): Program<void> {
  const { id: machine } = context.spec
  yield* record<MachineFact>({ kind: 'boot.started', machine, boot: context.boot })
  const state = new BootState()
  yield* spawn(
    'control',
    controlService(() => state.rebootWanted(machine)),
  )
  yield* spawn('lock daemon', supervised(context, platform, state))
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

  *rebootWanted(machine: string): Program<void> {
    yield* record<MachineFact>({ kind: 'reboot.asked', machine })
    this.wanted = true
    yield* send(this.notices, 'reboot-wanted')
  }

  *again(): Program<void> {
    this.notices = new Mailbox()
    if (this.good) yield* send(this.notices, 'boot-good')
    if (this.wanted) yield* send(this.notices, 'reboot-wanted')
  }
}

function* supervised(context: MachineContext, platform: Platform, state: BootState): Program<void> {
  for (;;) {
    const daemon = yield* spawn('lock daemon', platform.lockDaemon(context, state.notices))
    const ending = yield* join(daemon)
    if (ending.kind === 'threw') yield* record<MachineFact>(crash('lock daemon', ending.error))
    yield* sleep(RESTART_MS)
    yield* state.again()
  }
}

/** The fact of a program's crash, with its stack. */
export function crash(program: string, error: unknown): MachineFact {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error)
  return { kind: 'program.crashed', program, stack }
}
