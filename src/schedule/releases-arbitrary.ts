// Draws releases on their way to the machines: one is published, and soon after it is promoted as far as the machines'
// channels are.

import fc from 'fast-check'
import { actions } from '../actions/index.ts'
import { drawnBehaviour } from '../actions/publish.ts'
import { LADDER } from '../actions/versions.ts'
import { CHANNEL_ORDER } from '../updates/rollout/catalogue.ts'
import type { Setting } from '../worlds/world.ts'
import type { Step, When } from './schedule.ts'

/** Until `rising` gives it the next. */
const NEXT = LADDER[LADDER.length - 1] as string

/** How a schedule with updates opens: at most four steps, the first of which may be a policy. */
export function firstRelease(setting: Setting): fc.Arbitrary<readonly Step[]> {
  const { topology, tuning } = setting
  const release = releaseArbitrary(setting, fc.record({ at: fc.nat({ max: tuning.callTimeoutMs }) }))
  const policies = actions['set-policy'].arbitrary(setting)
  if (!policies) return release
  const tracks = new Set(topology.machines.flatMap(({ channel }) => channel ?? []))
  return fc
    .record({ release, policy: fc.option(policies, { freq: 2, nil: undefined }), track: fc.constantFrom(...tracks) })
    .map(({ release: steps, policy, track }) => [...(policy ? [{ when: { at: 0 }, ...policy, track }] : []), ...steps])
}

/** At most three steps. */
export function releaseArbitrary(setting: Setting, instants: fc.Arbitrary<When>): fc.Arbitrary<readonly Step[]> {
  const { topology, tuning } = setting
  const reach = Math.max(0, ...topology.machines.map(({ channel }) => CHANNEL_ORDER.indexOf(channel ?? '')))
  const further = CHANNEL_ORDER.slice(1, reach + 1)
  const rebootMs = tuning.bootMs + tuning.goodAfterMs
  const soon = fc.oneof(fc.nat({ max: 2 * tuning.callTimeoutMs }), fc.nat({ max: 2 * rebootMs }))
  return fc
    .record({ instant: instants, behaviour: drawnBehaviour, waits: fc.tuple(...further.map(() => soon)) })
    .map(({ instant, behaviour, waits }) => {
      const bad = behaviour === 'boots' ? {} : { behaviour }
      const steps: Step[] = [{ when: instant, do: 'publish', version: NEXT, channel: 'alpha', ...bad }]
      let when = instant
      for (const [index, channel] of further.entries()) {
        when = later(when, waits[index] ?? 0)
        steps.push({ when, do: 'promote', version: NEXT, channel })
      }
      return steps
    })
}

/** A release that is withdrawn when the first machines run it. */
export function recalledArbitrary(setting: Setting, instants: fc.Arbitrary<When>): fc.Arbitrary<readonly Step[]> {
  const { bootMs, goodAfterMs } = setting.tuning
  const delays = fc.nat({ max: 4 * (bootMs + goodAfterMs) })
  return fc.tuple(releaseArbitrary(setting, instants), delays).map(([steps, plusMs]) => {
    const last = steps.at(-1)?.when ?? { at: 0 }
    return [...steps, { when: later(last, plusMs), do: 'withdraw', version: NEXT }]
  })
}

const later = (when: When, ms: number): When =>
  'at' in when ? { at: when.at + ms } : { ...when, plusMs: when.plusMs + ms }

/**
 * The steps of all bouts, so that releases ascend: what is published is what was before, as it was, or else the next
 * version. A version is one release. What a bout promotes after it published it goes by the same name.
 */
export function rising(bouts: readonly (readonly Step[])[]): readonly Step[] {
  const published = new Map<string, Step & { readonly do: 'publish' }>()
  return bouts.flatMap((steps) => {
    const names = new Map<string, string>()
    return steps.map((step) => {
      if (step.do === 'promote' || step.do === 'withdraw') {
        return { ...step, version: names.get(step.version) ?? step.version }
      }
      if (step.do !== 'publish') return step
      const before = published.get(step.version)
      if (before !== undefined) return { ...before, when: step.when, channel: step.channel }
      const risen = { ...step, version: LADDER[published.size] ?? step.version }
      published.set(risen.version, risen)
      names.set(step.version, risen.version)
      return risen
    })
  })
}
