// The engine: start here. One of the cluster's engines leads and places the units on machines. It decides on one snapshot
// of the registry (placement/), and every write of it holds only while it leads.
//
//   leadership.ts  becomes leader, leads, yields       execute.ts     what was decided, as guarded writes
//   campaign.ts    one attempt to become leader        complaints.ts  units that no machine can take
//   term.ts        one time as leader                  rules.ts       what a variant may decide in another way

import { Mailbox } from '../../runtime/mailbox.ts'
import { type Program, receive, sleepUntil } from '../../runtime/operation.ts'
import type { Planner } from '../placement/planner.ts'
import type { Snapshot } from '../snapshot.ts'
import { Complaints } from './complaints.ts'
import { execute } from './execute.ts'
import { awaitLead, type Bells, type EngineParts, lead } from './leadership.ts'
import { ENGINE_RULES, type EngineRules } from './rules.ts'
import { leavingUnknown } from './unknown-machines.ts'
import { type Term, whyOver } from './term.ts'

/** What an engine remembers from one term to the next. */
interface Mind {
  readonly planner: Pick<Planner, 'decide'>
  readonly complaints: Complaints
}

/** A machine's engine. It returns never, nor does one that is not to lead. */
export function* fleetEngine(parts: EngineParts, rules: EngineRules = ENGINE_RULES): Program<void> {
  if (!parts.config.engine) {
    yield* receive(new Mailbox<never>())
    return
  }
  const bells: Bells = { any: parts.cache.subscribe(), lease: parts.session.subscribeToLease() }
  parts.session.subscribeToLease(bells.any)
  const mind: Mind = { planner: rules.planner(), complaints: new Complaints() }
  for (;;) {
    const term = yield* awaitLead(parts, rules, bells)
    yield* lead(parts, rules, bells, term, () => work(parts, rules, bells.any, term, mind))
  }
}

/**
 * Makes a pass whenever the registry has changed; returns why the term is over. The first pass of a term, and the one
 * after a pass that did not come through, go by a fresh snapshot: not by one of before the term, in which writes of the
 * last leader may be missing.
 */
function* work(
  { cache, config }: EngineParts,
  rules: EngineRules,
  changed: Mailbox<'changed'>,
  term: Term,
  { planner, complaints }: Mind,
): Program<string> {
  yield* sleepUntil(term.worksFrom)
  let settled: Snapshot | undefined // nothing is left to do about it
  let written = 0
  for (;;) {
    const snapshot: Snapshot | undefined = settled === undefined ? yield* fresh(cache) : cache.snapshot
    if (snapshot !== undefined && snapshot !== settled && snapshot.revision >= written) {
      const why = whyOver(snapshot, term)
      if (why !== undefined) return why
      const decision = planner.decide(snapshot)
      const { whole, revision } = yield* execute(leavingUnknown(decision.commands, snapshot), snapshot, term, rules)
      if (whole) yield* complaints.update(decision, snapshot, rules)
      settled = whole ? snapshot : undefined
      written = revision
    }
    yield* receive(changed, settled === undefined ? config.tuning.engineIntervalMs : Infinity)
  }
}

function* fresh(cache: EngineParts['cache']): Program<Snapshot | undefined> {
  const read = yield* cache.fresh()
  return read.kind === 'ok' ? read.value : undefined
}
