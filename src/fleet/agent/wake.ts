// Several mailboxes that say 'changed', heard at one: a program that waits for any of them waits there.

import type { Mailbox } from '../../runtime/mailbox.ts'
import { type Program, receive, send, spawn } from '../../runtime/operation.ts'

export type Wake = Mailbox<'changed'>

/** Hands on to `wake` whatever arrives in the sources, for as long as the program that asks lives. */
export function* wakeOn(wake: Wake, sources: readonly Mailbox<'changed'>[]): Program<void> {
  for (const source of sources) yield* spawn('wake', handOn(source, wake))
}

function* handOn(source: Mailbox<'changed'>, wake: Wake): Program<void> {
  for (;;) {
    const received = yield* receive(source)
    if (received.kind === 'message') yield* wakeUp(wake)
  }
}

/** Wakes once, however often it is asked before somebody looks. */
export function* wakeUp(wake: Wake): Program<void> {
  if (wake.messages.length === 0) yield* send(wake, 'changed')
}
