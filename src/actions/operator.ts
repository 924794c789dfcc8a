// How an operator works on a semaphore: tries, and tries again a few times where the answer leaves it open.

import type { Attempt } from '../locksmith/lock.ts'
import type { Tuning } from '../machine/tuning.ts'
import { type Program, sleep } from '../runtime/operation.ts'
import type { Answered } from './action.ts'

const TRIES = 3

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
