// The agent's decisions, so that a variant may make one of them in another way.

import type { Outcome } from '../../runtime/operation.ts'
import { stateOf } from './current.ts'
import { FENCE_RULES, type FenceRules } from './fence.ts'
import { whyNotYet } from './may-start.ts'
import { TASK_RULES, type TaskRules } from './tasks.ts'
import { wantedBy } from './wanted.ts'

export interface AgentRules extends TaskRules, FenceRules {
  /** What is to be on the machine; undefined: nothing that is known may be acted upon. */
  readonly wanted: typeof wantedBy
  /** Whether a unit counts as launched. */
  readonly stateOf: typeof stateOf
  /** Why a unit may not be started yet. */
  readonly whyNotYet: typeof whyNotYet
  /** Why the manager's answer to a task means that it has to be tried again; undefined: it need not. */
  readonly failureOf: typeof failureOf
}

/** Historically errors of systemd were swallowed, and a unit counted as launched that never was (coreos/fleet #998). */
function failureOf(outcome: Outcome<void>): string | undefined {
  return outcome.kind === 'ok' ? undefined : outcome.reason
}

export const AGENT_RULES: AgentRules = {
  ...TASK_RULES,
  ...FENCE_RULES,
  wanted: wantedBy,
  stateOf,
  whyNotYet,
  failureOf,
}
