// A mailbox that says 'changed': whoever may have something to do waits there, and whatever may give it something to do
// tells it there.

import type { Mailbox } from '../../runtime/mailbox.ts'
import { type Program, send } from '../../runtime/operation.ts'

export type Wake = Mailbox<'changed'>

/** Wakes once, however often it is asked before somebody looks. */
export function* wakeUp(wake: Wake): Program<void> {
  if (wake.messages.length === 0) yield* send(wake, 'changed')
}
