// How an operator works, on a semaphore, on a machine and on the update server, and how what comes back is understood.

import type { Attempt } from '../locksmith/lock.ts'
import type { Tuning } from '../machine/tuning.ts'
import { type Outcome, type Program, sleep } from '../runtime/operation.ts'
import type { Json } from '../runtime/wire.ts'
import { administer } from '../updates/engine/ports.ts'
import type { Answered } from './action.ts'

const TRIES = 3

/** Tries, and tries again a few times where the answer leaves it open. */
export function* insist(attempt: () => Program<Attempt>, tuning: Tuning): Program<Answered> {
  let answer = yield* attempt()
  for (let tries = 1; answer.kind === 'unsure' && tries < TRIES; tries++) {
    yield* sleep(tuning.lockBackoffMs)
    answer = yield* attempt()
  }
  switch (answer.kind) {
    case 'done':
      return { outcome: 'ok', detail: `as of revision ${answer.revision}` }
    case 'full':
      return { outcome: 'fail', detail: `held by ${answer.holders.join(', ')}` }
    case 'unsure':
      return { outcome: 'unknown', detail: answer.reason }
  }
}

/** What a machine's control answered. A machine that says no, says so in an object with an `error`. */
export function answerOf(outcome: Outcome<Json>): Answered {
  if (outcome.kind !== 'ok') return { outcome: outcome.kind, detail: outcome.reason }
  const { value } = outcome
  const refused = typeof value === 'object' && value !== null && 'error' in value
  return { outcome: refused ? 'fail' : 'ok', detail: JSON.stringify(value) }
}

/** Has the update server do something; `what` and `body` as in updates/server/admin-request.ts. Asked once: see 503 there. */
export function* administered(what: string, body: Json, tuning: Tuning): Program<Answered> {
  // On the server, every step of a change may take as long as a call to the store.
  const outcome = yield* administer(what, body, 3 * tuning.callTimeoutMs)
  if (outcome.kind !== 'ok') return { outcome: outcome.kind, detail: outcome.reason }
  const { status, body: says } = outcome.value
  const detail = typeof says === 'string' ? says : JSON.stringify(says)
  return { outcome: status === 503 ? 'unknown' : status >= 400 ? 'fail' : 'ok', detail }
}
