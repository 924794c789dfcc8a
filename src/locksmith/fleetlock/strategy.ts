// The machine's side of FleetLock, as zincati goes about it: report steady until it is heard, and before a reboot ask
// until it is granted. Any wire may carry the requests. Refused and broken are the same here: ask again, later.
//
// zincati asks every 300 s with up to 10 % of jitter; this waits longer after each refusal, up to a limit, so that a
// slot that is soon free is soon taken, and a server that is down is left in peace.

import { now, type Outcome, type Program, sleep } from '../../runtime/operation.ts'
import { sleepJittered } from '../jitter.ts'
import { type FleetLockOperation, requestOf, type Understood, understand } from './protocol.ts'

/** Sends one POST to the server; `path` comes after its base address. Must end, in time, one way or another. */
export type Post = (
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Program<Outcome<{ readonly status: number; readonly body: string }>>

export interface FleetLockClient {
  /** The machine, as the server is to know it. */
  readonly id: string
  readonly group: string
  readonly post: Post
  /** The wait after the first refusal; each next one is twice as long, up to `backoffMaxMs`. */
  readonly backoffMs: number
  readonly backoffMaxMs: number
  /** How old the word that a slot is held may be when it is relied on. */
  readonly freshMs: number
  /** How long the server may go on with a request after its client has stopped listening. */
  readonly lingerMs: number
}

/** How one request came out. `unheard`: no answer came; the server may have done it. */
export type Told = Understood | { readonly kind: 'unheard'; readonly reason: string }

/** Asks once. */
export function* askOnce({ id, group, post }: FleetLockClient, operation: FleetLockOperation): Program<Told> {
  const { path, body, headers } = requestOf(operation, id, group)
  const outcome = yield* post(path, body, headers)
  return outcome.kind === 'ok'
    ? understand(outcome.value.status, outcome.value.body)
    : { kind: 'unheard', reason: outcome.reason }
}

/**
 * Says that the machine is steady, until the server has said that it holds no slot. To be run once the boot is good, and
 * now and then afterwards: a pre-reboot of an earlier boot that was long under way may still arrive, and take a slot for a
 * machine that does not know.
 *
 * A steady-state that was not heard may still be at work behind the server, and the protocol has no token that would tell
 * it from a later one: it would give back the slot of the next pre-reboot. So this waits until it must be over.
 */
export function* steadyUntilHeard(client: FleetLockClient): Program<void> {
  let lingering = false
  for (let waitMs = client.backoffMs; ; waitMs = Math.min(2 * waitMs, client.backoffMaxMs)) {
    const told = yield* askOnce(client, 'steady-state')
    if (told.kind === 'unheard') lingering = true
    if (told.kind === 'granted') break
    yield* sleepJittered(waitMs)
  }
  if (lingering) yield* sleep(client.lingerMs)
}

/**
 * Asks for a slot until it is granted on fresh word: an answer that a pause has aged is asked for again, since an operator
 * may have freed the slot meanwhile. It keeps its slot when it is dropped; then say `steadyUntilHeard`.
 * @returns when the granted request was made, in milliseconds since the run began: the slot was held at some time after it
 */
export function* acquireUntilGranted(client: FleetLockClient): Program<number> {
  let waitMs = client.backoffMs
  for (;;) {
    const askedAt = yield* now()
    const told = yield* askOnce(client, 'pre-reboot')
    if (told.kind === 'granted') {
      if ((yield* now()) - askedAt <= client.freshMs) return askedAt
      continue
    }
    yield* sleepJittered(waitMs)
    waitMs = Math.min(2 * waitMs, client.backoffMaxMs)
  }
}
