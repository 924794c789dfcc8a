// What one request of a machine comes to, given what is known: its events first, then its check. Nothing is stored here;
// the server stores all of it or nothing.

import type { MachineId, RolloutFact } from '../../history/event.ts'
import { type Catalogue, groupOf } from '../rollout/catalogue.ts'
import { setPolicy } from '../rollout/catalogue-groups.ts'
import type { GroupCounts } from '../rollout/counts.ts'
import type { Decision } from '../rollout/decision.ts'
import type { Activity, Instance } from '../rollout/instance.ts'
import type { InstanceEvent } from '../rollout/instance-event.ts'
import type { ServerRules } from './rules.ts'

export interface CheckInRequest {
  readonly machine: MachineId
  readonly track: string
  readonly version: string
  /** Names the boot that asks. */
  readonly boot?: string
  /** In the order in which they happened. */
  readonly events: readonly Omit<InstanceEvent, 'at' | 'version'>[]
  /** False: it only reports. */
  readonly wantsUpdate: boolean
}

/** A line of the track's log. */
interface ActivityEntry {
  readonly at: number
  readonly kind: Activity['kind'] | 'update-granted' | 'rollout-finished' | 'rollout-stopped'
  readonly machine: MachineId
  readonly version: string | null
  readonly why?: string
}

type Stop = Exclude<RolloutFact, { readonly kind: 'rollout.granted' }>

export interface Evaluation {
  readonly kind: 'evaluated'
  readonly instance: Instance
  /** Another one than before when the group was stopped. */
  readonly catalogue: Catalogue
  readonly activities: readonly ActivityEntry[]
  readonly facts: readonly Stop[]
  /** Missing: it did not ask. */
  readonly decision?: Decision
}

/** Evaluates. The counts are left as they were: what came of it counts only once it is stored. */
export function evaluate(
  catalogue: Catalogue,
  counts: GroupCounts,
  known: Instance | undefined,
  request: CheckInRequest,
  at: number,
  rules: ServerRules,
): Evaluation | { readonly kind: 'refused'; readonly why: string } {
  const evaluating = new Evaluating(catalogue, counts, request, at, rules)
  try {
    return evaluating.run(known)
  } finally {
    if (known === undefined) counts.remove(request.machine)
    else counts.put(known, at)
  }
}

class Evaluating {
  readonly #counts: GroupCounts
  readonly #request: CheckInRequest
  readonly #at: number
  readonly #rules: ServerRules
  #catalogue: Catalogue
  readonly #activities: ActivityEntry[] = []
  readonly #facts: Stop[] = []

  constructor(catalogue: Catalogue, counts: GroupCounts, request: CheckInRequest, at: number, rules: ServerRules) {
    this.#catalogue = catalogue
    this.#counts = counts
    this.#request = request
    this.#at = at
    this.#rules = rules
  }

  run(known: Instance | undefined): ReturnType<typeof evaluate> {
    const { machine, track, version, boot, events, wantsUpdate } = this.#request
    const at = this.#at
    const named = boot === undefined ? {} : { boot }
    let before = known
    for (const event of known === undefined ? [] : events) {
      const registered = this.#rules.registerEvent(before as Instance, { ...event, version, at })
      before = registered.instance
      this.#count(before, registered.activity)
    }
    const checked = this.#rules.checkedIn(before, { machine, track, version, at, ...named })
    if (checked.kind === 'refused') return checked
    let { instance } = checked
    this.#count(instance, checked.activity)
    if (!wantsUpdate) return this.#evaluated(instance)

    const decision = this.#rules.decide({ catalogue: this.#catalogue, counts: this.#counts, instance, at, ...named })
    instance = decision.instance
    if (decision.kind === 'grant') this.#log('update-granted', decision.package.version)
    if (decision.kind === 'denied' && decision.disableGroup) this.#stop('Too many machines ran out of time.', null)
    return { ...this.#evaluated(instance), decision }
  }

  #evaluated(instance: Instance): Evaluation {
    const [catalogue, activities, facts] = [this.#catalogue, this.#activities, this.#facts]
    return { kind: 'evaluated', instance, catalogue, activities, facts }
  }

  #count(instance: Instance, activity: Activity | undefined): void {
    this.#counts.put(instance, this.#at)
    if (activity === undefined) return
    const { track } = this.#request
    const { kind, version } = activity
    this.#log(kind, version, 'why' in activity ? activity.why : undefined)
    const policy = groupOf(this.#catalogue, track)?.policy
    if (policy === undefined) return
    const after = this.#rules.rolloutAfter(activity, policy, this.#counts.at(this.#at, version))
    if (after === 'failed') this.#stop(`The first machine to try ${version} failed.`, version)
    if (after !== 'finished' || version === null) return
    this.#log('rollout-finished', version)
    this.#facts.push({ kind: 'rollout.finished', track, version })
  }

  #stop(why: string, version: string | null): void {
    const { track } = this.#request
    const change = setPolicy(this.#catalogue, track, { updatesEnabled: false })
    if (change.kind !== 'changed') return
    this.#catalogue = change.catalogue
    this.#log('rollout-stopped', version, why)
    this.#facts.push({ kind: 'rollout.stopped', track, why })
  }

  #log(kind: ActivityEntry['kind'], version: string | null, why?: string): void {
    const entry = { at: this.#at, kind, machine: this.#request.machine, version }
    this.#activities.push(why === undefined ? entry : { ...entry, why })
  }
}
