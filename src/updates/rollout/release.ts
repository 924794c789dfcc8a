// How a release moves: published to alpha or to a custom channel, promoted to beta and then to stable, withdrawn. A
// channel of the order never points back except by a withdrawal, and a release stands on it only after it stood on the
// channel before. So stable ≤ beta ≤ alpha holds by construction: each points at the newest that stood there.
//
// A release that is blacklisted for a channel is the exception: that channel falls back past it, the next need not.
//
// Nebraska lets an operator point any channel at any package; the order is this server's own rule.

import {
  ALREADY,
  type Catalogue,
  type CatalogueChange,
  changed,
  type Channel,
  channelOf,
  CHANNEL_ORDER,
  isBlacklisted,
  isOfferable,
  type Package,
  packageOf,
  refused,
  type Refusal,
  withPackage,
} from './catalogue.ts'
import { compareVersions, isNewer, isVersion } from '../version.ts'

/**
 * Publishes a release to alpha or a custom channel. The same bytes again are `already`, or stand on one more channel.
 * Refused: 400 not a package; 404 no such channel; 409 the version has other bytes, was withdrawn, or is not newer.
 */
export function publish(catalogue: Catalogue, channel: string, release: Package): CatalogueChange {
  const problem = packageProblem(release)
  if (problem !== undefined) return refused(400, problem)
  const target = channelOf(catalogue, channel)
  if (target === undefined) return noChannel(channel)
  if (CHANNEL_ORDER.indexOf(channel) > 0) {
    return refused(409, `A release gets to ${channel} by promotion; publish it to ${CHANNEL_ORDER[0]}.`)
  }
  const twin = catalogue.packages.find((each) => compareVersions(each.version, release.version) === 0)
  if (twin === undefined) return pointed(withPackage(catalogue, release), target, release)
  // Versions that differ in build metadata only could never be offered to each other's machines.
  if (twin.version !== release.version) return refused(409, `${release.version} is no newer than ${twin.version}.`)
  if (twin.sha256 !== release.sha256 || twin.size !== release.size || twin.signature !== release.signature) {
    return refused(409, `${release.version} was published with other bytes; publish these as a new version.`)
  }
  return target.stood.includes(twin.version) && !twin.withdrawn ? ALREADY : pointed(catalogue, target, twin)
}

/** Points a channel at a published release. Refused: 404 no such version or channel; 409 out of order, or no offer. */
export function promote(catalogue: Catalogue, version: string, channel: string): CatalogueChange {
  const release = packageOf(catalogue, version)
  if (release === undefined) return noVersion(version)
  const target = channelOf(catalogue, channel)
  if (target === undefined) return noChannel(channel)
  if (target.version === version) return ALREADY
  return outOfOrder(catalogue, version, channel, target) ?? pointed(catalogue, target, release)
}

/**
 * Withdraws a release: nobody is offered it any more. A channel that points at it falls back to the newest earlier
 * release that stood there, or to none. Refused: 404 no such version.
 */
export function withdraw(catalogue: Catalogue, version: string): CatalogueChange {
  const release = packageOf(catalogue, version)
  if (release === undefined) return noVersion(version)
  if (release.withdrawn) return ALREADY
  const after = withPackage(catalogue, { ...release, withdrawn: true })
  const channels = after.channels.map((each) =>
    each.version === version ? { ...each, version: fallback(after, each, version) } : each,
  )
  return changed({ ...after, channels })
}

/**
 * Makes a release a floor: on the channels where it stood, older machines get it before anything newer. Refused: 400 no
 * reason; 404 no such version; 409 withdrawn, or blacklisted for such a channel (nebraska's ErrPackageBlacklisted).
 */
export function markFloor(catalogue: Catalogue, version: string, reason: string): CatalogueChange {
  const release = packageOf(catalogue, version)
  if (release === undefined) return noVersion(version)
  if (reason.trim() === '') return refused(400, 'A floor needs a reason, for whoever meets it later.')
  if (release.floor === reason) return ALREADY
  if (release.withdrawn) return refused(409, `${version} was withdrawn, so nobody can pass through it.`)
  const barred = catalogue.channels.find((each) => each.stood.includes(version) && isBlacklisted(release, each.name))
  if (barred) return refused(409, `${version} is blacklisted for ${barred.name}, so it cannot be a floor there.`)
  return changed(withPackage(catalogue, { ...release, floor: reason }))
}

/**
 * Sets the channels that must not offer a release. Refused: 404 no such version or channel; 409 one of them points at
 * it, or has it as a floor (nebraska's ErrBlacklistingChannel, ErrBlacklistingFloor).
 */
export function blacklist(catalogue: Catalogue, version: string, channels: readonly string[]): CatalogueChange {
  const release = packageOf(catalogue, version)
  if (release === undefined) return noVersion(version)
  const list = [...new Set(channels)].sort()
  for (const name of list) {
    const channel = channelOf(catalogue, name)
    if (channel === undefined) return noChannel(name)
    if (channel.version === version) return refused(409, `${name} points at ${version}; move it first.`)
    if (release.floor !== undefined && channel.stood.includes(version)) {
      return refused(409, `${version} is a floor of ${name}; its machines have to pass through it.`)
    }
  }
  if (list.join() === (release.blacklistedChannels ?? []).join()) return ALREADY
  return changed(withPackage(catalogue, { ...release, blacklistedChannels: list }))
}

/** Why the value is no package that can be published; undefined when it is one. */
export function packageProblem({ version, size, sha256, signature }: Package): string | undefined {
  if (!isVersion(version)) return `'${version}' is not a semantic version; write it as 3815.2.0.`
  if (!Number.isSafeInteger(size) || size <= 0) return 'The size must be a whole number of bytes above 0.'
  if (!/^[A-Za-z0-9+/]{43}=$/.test(sha256)) return 'The sha256 must be 32 bytes in base64.'
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/.test(signature)) {
    return 'The signature must be base64.'
  }
  return undefined
}

function outOfOrder(catalogue: Catalogue, version: string, channel: string, target: Channel): Refusal | undefined {
  const place = CHANNEL_ORDER.indexOf(channel)
  if (place <= 0) return undefined
  const before = channelOf(catalogue, CHANNEL_ORDER[place - 1] as string)
  if (!before?.stood.includes(version)) {
    return refused(409, `${version} has to stand on ${CHANNEL_ORDER[place - 1]} before ${channel}.`)
  }
  // A floor that the channel never had could not be handed out there: its machines would jump over it unnoticed.
  const skipped = catalogue.packages.find(
    (each) =>
      each.floor !== undefined &&
      isOfferable(each, channel) &&
      before.stood.includes(each.version) &&
      !target.stood.includes(each.version) &&
      isNewer(version, each.version) &&
      (target.version === null || isNewer(each.version, target.version)),
  )
  return skipped && refused(409, `${skipped.version} is a floor; promote it to ${channel} before ${version}.`)
}

function pointed(catalogue: Catalogue, target: Channel, release: Package): CatalogueChange {
  const { version } = release
  if (release.withdrawn) return refused(409, `${version} was withdrawn; publish a new version.`)
  if (isBlacklisted(release, target.name)) return refused(409, `${version} is blacklisted for ${target.name}.`)
  if (CHANNEL_ORDER.includes(target.name) && target.version !== null && isNewer(target.version, version)) {
    return refused(409, `${target.name} offers ${target.version} already, which is newer than ${version}.`)
  }
  const stood = target.stood.includes(version) ? target.stood : [...target.stood, version]
  const channels = catalogue.channels.map((each) => (each === target ? { ...each, version, stood } : each))
  return changed({ ...catalogue, channels })
}

const fallback = (catalogue: Catalogue, { name, stood }: Channel, version: string): string | null =>
  catalogue.packages.findLast(
    (each) => stood.includes(each.version) && isOfferable(each, name) && isNewer(version, each.version),
  )?.version ?? null

const noVersion = (version: string): Refusal => refused(404, `There is no version ${version}.`)
const noChannel = (channel: string): Refusal => refused(404, `There is no channel ${channel}.`)
