// The policy of a group of machines changes: whether, when and how fast they are given an update.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import { type Policy, policyProblem, SEEDED_POLICY } from '../updates/rollout/policy.ts'
import type { Action } from './action.ts'
import { administered } from './operator.ts'
import { channelSchema, drawnChannel } from './versions.ts'

export interface SetPolicy {
  readonly do: 'set-policy'
  /** Whose; each channel has a group of its own name. */
  readonly track: string
  /** What changes of it. */
  readonly policy: Partial<Policy>
}

const policySchema = z
  .record(z.string(), z.unknown())
  .superRefine((policy, context) => {
    const problem = policyProblem({ ...SEEDED_POLICY, ...policy })
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .transform((policy) => policy as Partial<Policy>) // that it is one was just seen

export const setPolicyAction: Action<SetPolicy> = {
  do: 'set-policy',
  schema: z.strictObject({ do: z.literal('set-policy'), track: channelSchema, policy: policySchema }),
  arbitrary: ({ topology, tuning }) =>
    hasUpdates(topology)
      ? fc.record({ do: fc.constant('set-policy' as const), track: drawnChannel, policy: policies(tuning) })
      : undefined,
  words: ({ track, policy }) => {
    const fields = Object.entries(policy).map(([field, value]) => `${field} ${JSON.stringify(value)}`)
    return `set the policy of ${track}: ${fields.join(', ') || 'nothing'}`
  },
  machines: () => [],
  apply: ({ track, policy }, { tuning }) => administered('policy', { track, policy: { ...policy } }, tuning),
}

/** Limits that matter while a run lasts; now and then the group is stopped, or let go on. */
function policies({ bootMs, goodAfterMs, callTimeoutMs, updates }: Tuning): fc.Arbitrary<Partial<Policy>> {
  const { periodicMs = callTimeoutMs, healthWithinMs = goodAfterMs } = updates ?? {}
  const updateMs = 2 * (bootMs + goodAfterMs + callTimeoutMs + healthWithinMs + periodicMs) // from the grant to the last report
  const limits: fc.Arbitrary<Partial<Policy>> = fc.record(
    {
      safeMode: fc.boolean(),
      maxUpdatesPerPeriod: fc.integer({ min: 1, max: 3 }),
      periodMs: fc.integer({ min: periodicMs, max: 4 * periodicMs }),
      // shorter than an update takes, now and then: then some run out of time
      updateTimeoutMs: fc.oneof(
        fc.integer({ min: periodicMs, max: updateMs }),
        fc.integer({ min: updateMs, max: 2 * updateMs }),
      ),
      disableUpdatesOnFailedRollout: fc.boolean(),
    },
    { requiredKeys: ['safeMode'] },
  )
  return fc.oneof(
    { weight: 6, arbitrary: limits },
    { weight: 2, arbitrary: fc.record({ updatesEnabled: fc.boolean() }) },
  )
}
