// A fleet in memory for the tests of decisions: a catalogue, its machines, the counts and a clock that the test moves.
// It does with every decision and activity what a server has to do.

import { type Catalogue, type CatalogueChange, FRESH, groupOf, type Package } from './catalogue.ts'
import { setPolicy } from './catalogue-groups.ts'
import { GroupCounts, type Statistics } from './counts.ts'
import { decide, type Decision } from './decision.ts'
import { type Activity, checkedIn, type Instance } from './instance.ts'
import { type InstanceEvent, registerEvent, type Registered } from './instance-event.ts'
import { newPolicy, type Policy } from './policy.ts'
import { publish } from './release.ts'
import { rolloutAfter } from './rollout.ts'

export const MINUTE = 60_000
const TRACK = 'alpha'
/** Monday, 1 June 2026, 08:00 UTC: 10:00 in Berlin. */
export const MONDAY = 1_780_300_800_000

export const release = (version: string, more: Partial<Package> = {}): Package => ({
  version,
  size: 1000,
  sha256: `${'A'.repeat(43)}=`,
  signature: 'AAAA',
  ...more,
})

/** The catalogue that an operation resulted in; throws where it resulted in none. */
export function done(change: CatalogueChange): Catalogue {
  if (change.kind === 'changed') return change.catalogue
  throw new Error(change.kind === 'refused' ? change.why : change.kind)
}

export class Fleet {
  now = MONDAY
  catalogue: Catalogue = FRESH
  readonly instances = new Map<string, Instance>()
  readonly activities: (Activity | 'rollout-finished' | 'rollout-failed')[] = []
  readonly counts: GroupCounts

  constructor(policy: Partial<Policy> = {}, ...versions: readonly string[]) {
    const limits = { periodMs: 15 * MINUTE, maxUpdatesPerPeriod: 2, updateTimeoutMs: 60 * MINUTE }
    this.counts = new GroupCounts(limits)
    this.policy(newPolicy({ ...limits, ...policy }))
    for (const version of versions) this.catalogue = done(publish(this.catalogue, TRACK, release(version)))
  }

  policy(fields: Partial<Policy>): void {
    this.catalogue = done(setPolicy(this.catalogue, TRACK, fields))
    this.counts.setLimits(this.group.policy)
  }

  get group(): { readonly policy: Policy } {
    return groupOf(this.catalogue, TRACK) as { readonly policy: Policy }
  }

  instance(machine: string): Instance {
    return this.instances.get(machine) as Instance
  }

  statistics(version: string): Statistics {
    return this.counts.at(this.now, version)
  }

  /** The machine asks for an update. */
  check(machine: string, version: string, boot?: string): Decision {
    const named = boot === undefined ? {} : { boot }
    const known = this.instances.get(machine)
    const checked = checkedIn(known, { machine, track: TRACK, version, at: this.now, ...named })
    if (checked.kind === 'refused') throw new Error(checked.why)
    this.#keep(checked.instance, checked.activity)
    const { catalogue, counts, now: at } = this
    const decision = decide({ catalogue, counts, at, instance: checked.instance, ...named })
    this.#keep(decision.instance)
    if (decision.kind === 'denied' && decision.disableGroup) this.policy({ updatesEnabled: false })
    return decision
  }

  /** The decision in a word: the version granted, the reason of a denial, or why there is no update. */
  ask(machine: string, version: string, boot?: string): string {
    const decision = this.check(machine, version, boot)
    switch (decision.kind) {
      case 'grant':
        return `grant ${decision.package.version}`
      case 'again':
        return `again ${decision.package.version}`
      case 'no-update':
        return decision.why
      case 'denied':
        return decision.reason
    }
  }

  event(machine: string, type: number, result: number, more: Partial<InstanceEvent> = {}): Registered {
    const registered = registerEvent(this.instance(machine), { type, result, at: this.now, ...more })
    this.#keep(registered.instance, registered.activity)
    return registered
  }

  /** The machine goes through its update and reports each step, up to running it. */
  complete(machine: string): void {
    const previousVersion = this.instance(machine).version
    for (const type of [13, 14, 3]) this.event(machine, type, 1)
    this.event(machine, 3, 2, { previousVersion })
  }

  #keep(instance: Instance, activity?: Activity): void {
    this.instances.set(instance.machine, instance)
    this.counts.put(instance, this.now)
    if (activity === undefined) return
    this.activities.push(activity)
    const after = rolloutAfter(activity, this.group.policy, this.counts.at(this.now, activity.version))
    if (after === 'finished') this.activities.push('rollout-finished')
    if (after !== 'failed') return
    this.activities.push('rollout-failed')
    this.policy({ updatesEnabled: false })
  }
}
