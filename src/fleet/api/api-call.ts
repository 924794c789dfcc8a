// What the handler of a request is given, and how it learns what the registry holds.

import type { Outcome, Program } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ApiRequest } from './message.ts'
import { OUT_OF_TOUCH, Refused } from './refused.ts'
import type { ApiRules } from './rules.ts'

export interface ApiCall {
  readonly request: ApiRequest
  readonly query: ReadonlyMap<string, readonly string[]>
  /** What stands for a name in the path; an empty text where none does. */
  readonly name: string
  readonly parts: Pick<FleetParts, 'cache'>
  readonly rules: ApiRules
}

/**
 * A snapshot that holds every write that was answered before, by whichever machine. Upstream answered from a read that
 * could be old, so that a unit which had just been made was not there yet (coreos/fleet #1316).
 * @throws Refused 503
 */
export function* latest({ parts }: ApiCall): Program<Snapshot> {
  return known(yield* parts.cache.fresh())
}

/**
 * The value of a read.
 * @throws Refused 503 where it came to nothing, however that was
 */
export function known<T>(read: Outcome<T>): T {
  if (read.kind !== 'ok') throw new Refused(503, OUT_OF_TOUCH)
  return read.value
}

/**
 * The value of a write.
 * @throws Refused 503 where it did not happen, or may have: the message says which
 */
export function written<T>(write: Outcome<T>): T {
  if (write.kind === 'ok') return write.value
  if (write.kind === 'fail') throw new Refused(503, `${OUT_OF_TOUCH}: nothing was changed: ${write.reason}`)
  throw new Refused(503, `${OUT_OF_TOUCH}: it is not known whether the change was made: ${write.reason}`)
}
