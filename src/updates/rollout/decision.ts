// The update server's decision: what a machine that asks for an update is answered. Start here; the steps and their
// order are nebraska's (backend/pkg/api/updates.go, GetUpdatePackage).
//
// One pure function, so that a trial can be judged by it: the same catalogue, instance, counts and time, the same answer.

import { type Catalogue, channelOf, type Group, groupOf, isOfferable, type Package, packageOf } from './catalogue.ts'
import type { Statistics } from './counts.ts'
import { type Instance, isLaterBoot, moved, runsGranted } from './instance.ts'
import { type PolicyDenial, rolloutVerdict } from './rollout.ts'
import { compareVersions, isNewer } from '../version.ts'

/** Why a machine is denied, in the words that its Omaha answer carries (nebraska, backend/pkg/omaha/omaha.go). */
export type Denial =
  PolicyDenial | 'error-unknownApplicationOrGroup' | 'error-noPackageFound' | 'error-updateInProgressOnInstance'

/** Every decision carries the instance as it is from now on; it is the one that was asked about where nothing changed. */
export type Decision = { readonly instance: Instance } & (
  | { readonly kind: 'grant'; readonly package: Package }
  /** The package that it was granted before. The grant is the old one: its time goes on, and nothing is counted anew. */
  | { readonly kind: 'again'; readonly package: Package }
  | { readonly kind: 'no-update'; readonly why: 'up-to-date' | 'completed' | 'recalled' | 'fell-back' }
  | {
      readonly kind: 'denied'
      readonly reason: Denial
      readonly onHold: boolean
      /** Set `updatesEnabled` of the group's policy to false. */
      readonly disableGroup?: true
    }
)

export interface Question {
  readonly catalogue: Catalogue
  /** As `checkedIn` left it. */
  readonly instance: Instance
  /** The boot that asks, if it said. */
  readonly boot?: string
  /** The counts of the instance's group; the instance is among them. */
  readonly counts: { at(at: number, version: string | null): Statistics }
  /** In ms since the epoch. */
  readonly at: number
}

/**
 * Decides. Deviates from nebraska where that leaves a machine waiting for ever (nebraska #303): one that was downloading
 * or had installed, and asks again after a reboot or after its time was up, gets its package again; and one that runs
 * what it was granted is complete, whatever event was lost. And one that fell back from a release is not given it again:
 * nebraska grants it at every check, and a machine without a memory of its own installs it for ever (flatcar #1924).
 */
export function decide(question: Question): Decision {
  const { catalogue, instance, at } = question
  const group = groupOf(catalogue, instance.track)
  if (group === undefined) return denied(instance, 'error-unknownApplicationOrGroup')
  const { status } = instance
  if (status === 'Downloading' || status === 'Downloaded' || status === 'Installed') return underWay(question, group)

  const target = targetOf(catalogue, group)
  if (target === undefined) return denied(instance, 'error-noPackageFound')
  if (status === 'UpdateGranted') return grantedBefore(question, group)
  if (!isNewer(target.version, instance.version)) return { kind: 'no-update', why: 'up-to-date', instance }

  const next = nextStep(catalogue, group, instance.version, target)
  // Its grants would take slots from machines that can use them.
  if (next.version === instance.fellBackFrom) return { kind: 'no-update', why: 'fell-back', instance }
  const verdict = rolloutVerdict(group.policy, () => question.counts.at(at, target.version), at)
  if (verdict.kind === 'denied') {
    return { ...verdict, instance: verdict.onHold ? moved(instance, 'OnHold', at) : instance }
  }
  return { kind: 'grant', package: next, instance: granted(question, next) }
}

/** The release that the group's channel points at. */
function targetOf(catalogue: Catalogue, group: Group): Package | undefined {
  const version = channelOf(catalogue, group.channel)?.version ?? null
  return version === null ? undefined : packageOf(catalogue, version)
}

/**
 * What the machine is given on its way to the target: the oldest floor after its version, or else the target. A floor
 * binds on the channels where it stood; a channel's machines get nothing that never stood there.
 */
function nextStep(catalogue: Catalogue, group: Group, version: string, target: Package): Package {
  const stood = channelOf(catalogue, group.channel)?.stood ?? []
  const floor = catalogue.packages.find(
    (each) =>
      each.floor !== undefined &&
      isOfferable(each, group.channel) &&
      isNewer(each.version, version) &&
      compareVersions(each.version, target.version) < 0 &&
      stood.includes(each.version),
  )
  return floor ?? target
}

/** It downloads or has installed. Normally it is told to go on with that. */
function underWay(question: Question, group: Group): Decision {
  const { instance, boot, at } = question
  if (runsGranted(instance)) return grantedBefore(question, group)
  const newer = replacement(question, group)
  if (newer !== undefined) return newer
  const overdue = at - (instance.grantedAt ?? -Infinity) > group.policy.updateTimeoutMs
  if (!overdue && !isLaterBoot(instance, boot)) return denied(instance, 'error-updateInProgressOnInstance')
  return grantedBefore(question, group)
}

/** It has installed a release and waits for the reboot, and the channel has a newer one (flatcar #565, coreos/bugs #1392). */
function replacement(question: Question, group: Group): Decision | undefined {
  const { status, lastUpdateVersion } = question.instance
  if (status !== 'Installed' || lastUpdateVersion === undefined) return undefined
  return inItsPlace(question, group, lastUpdateVersion)
}

/**
 * A release that is newer than `version`, granted in place of the one that the machine was given, where the policy lets one
 * more machine. The machine gives its own slot back for it.
 */
function inItsPlace(question: Question, group: Group, version: string): Decision | undefined {
  const { catalogue, counts, instance, at } = question
  const target = targetOf(catalogue, group)
  if (target === undefined) return undefined
  const next = nextStep(catalogue, group, instance.version, target)
  if (!isNewer(next.version, version) || next.version === instance.fellBackFrom) return undefined
  const late = at - (instance.grantedAt ?? -Infinity) > group.policy.updateTimeoutMs ? 1 : 0
  const others = (): Statistics => {
    const all = counts.at(at, target.version)
    return { ...all, inProgress: all.inProgress - (1 - late), timedOut: all.timedOut - late }
  }
  if (rolloutVerdict(group.policy, others, at).kind === 'denied') return undefined
  return { kind: 'grant', package: next, instance: granted(question, next) }
}

/**
 * It was granted a package, and asks again: complete if it runs it, else it gets the same one, without asking the policy.
 * A package that may not be offered any more ends the grant, and what is offered now takes its place; where there is nothing,
 * nebraska calls that Complete, and so does this.
 */
function grantedBefore(question: Question, group: Group): Decision {
  const { catalogue, instance, boot, at } = question
  const complete = (why: 'completed' | 'recalled'): Decision => ({
    kind: 'no-update',
    why,
    instance: moved(instance, 'Complete', at),
  })
  const { lastUpdateVersion } = instance
  if (lastUpdateVersion === undefined || runsGranted(instance)) return complete('completed')
  const release = packageOf(catalogue, lastUpdateVersion)
  if (release === undefined || !isOfferable(release, group.channel)) {
    return inItsPlace(question, group, instance.version) ?? complete('recalled')
  }
  const again = moved(instance, 'UpdateGranted', at)
  const sameBoot = boot === undefined || boot === instance.grantedBoot
  return { kind: 'again', package: release, instance: sameBoot ? again : { ...again, grantedBoot: boot } }
}

function granted({ instance, boot, at }: Question, release: Package): Instance {
  const { grantedBoot: _, ...rest } = moved(instance, 'UpdateGranted', at)
  const grant = { ...rest, updateInProgress: true, grantedAt: at, lastUpdateVersion: release.version }
  return boot === undefined ? grant : { ...grant, grantedBoot: boot }
}

const denied = (instance: Instance, reason: Denial): Decision => ({ kind: 'denied', reason, onHold: false, instance })
