// Becomes leader, and leads as long as that lasts. Leadership is a lease that is kept alive, not a lock that is taken for
// each pass: then the role floats, and several engines are at work one after the other (coreos/fleet #639).
//
// An engine leads only while its machine is in the registry; one whose machine leaves gives the lead back.

import type { FleetFact } from '../../history/event.ts'
import type { Mailbox } from '../../runtime/mailbox.ts'
import { firstOf, now, type Program, receive, record, sleepUntil } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import { BackOff } from '../session/back-off.ts'
import { endLease } from '../session/held-lease.ts'
import { campaign, type Candidate } from './campaign.ts'
import type { EngineRules } from './rules.ts'
import { isOutdated, type Term } from './term.ts'

/** An engine has no business with the units of its own machine. */
export type EngineParts = Omit<FleetParts, 'manager'>

/** What tells an engine that something has changed: anything that it goes by, or its session's lease. */
export interface Bells {
  readonly any: Mailbox<'changed'>
  readonly lease: Mailbox<'changed'>
}

/** Waits until the engine leads. While another does, it asks the store for nothing: the cache shows when that ends. */
export function* awaitLead(parts: EngineParts, rules: EngineRules, bells: Bells): Program<Term> {
  const { cache, config, session } = parts
  const { engineIntervalMs } = config.tuning
  const backOff = new BackOff(engineIntervalMs / 4, 4 * engineIntervalMs)
  const candidate: Candidate = { lease: undefined, worksFrom: 0 }
  let followed = 0 // the create revision of a leader that has been looked at, and stays
  for (;;) {
    const { snapshot } = cache
    const isPresent = session.lease !== undefined && session.validUntil > (yield* now())
    const isVacant = snapshot && snapshot.revision >= followed && snapshot.leader?.createRevision !== followed
    if (isPresent && isVacant && !isOutdated(snapshot.engineVersion)) {
      const result = yield* campaign(config, rules, candidate)
      if (result.kind === 'leads') return result.term
      if (result.kind === 'unsure') {
        yield* backOff.wait()
        continue
      }
      if (result.kind === 'follows') followed = result.createRevision
      backOff.reset()
    }
    yield* receive(bells.any)
  }
}

/** Leads, and returns when the term is over; gives the lead back where it may still be ours. */
export function* lead(
  parts: EngineParts,
  rules: EngineRules,
  bells: Bells,
  term: Term,
  work: () => Program<string>,
): Program<void> {
  const { config, session } = parts
  const { machine, callTimeoutMs } = config
  yield* record<FleetFact>({ kind: 'engine.leads', machine, revision: term.createRevision })
  const end = yield* firstOf({
    lapsed: lapse(term),
    lost: keep(rules, term, callTimeoutMs),
    left: absence(session, bells.lease),
    over: work(),
  })
  yield* record<FleetFact>({ kind: 'engine.yields', machine, why: end.value })
  if (end.winner !== 'lost') yield* endLease(term.lease.id, callTimeoutMs)
}

/** Waits until the lease may have ended. */
function* lapse(term: Term): Program<string> {
  while (term.validUntil > (yield* now())) yield* sleepUntil(term.validUntil)
  return 'its lease may have ended'
}

function* keep(rules: EngineRules, term: Term, callTimeoutMs: number): Program<string> {
  yield* rules.keep(term.lease, callTimeoutMs, function* (validUntil): Program<void> {
    term.validUntil = validUntil
    yield* now()
  })
  return 'its lease has ended'
}

function* absence(session: EngineParts['session'], bell: Mailbox<'changed'>): Program<string> {
  while (session.lease !== undefined) yield* receive(bell)
  return 'its machine is not in the registry'
}
