// What the update server offers: packages, the channels that point at them, and the groups of machines that follow a
// channel. A value; start here. `release.ts` moves releases through it, `catalogue-groups.ts` changes who
// is offered what and how fast, `catalogue-codec.ts` writes it as JSON.
//
// A channel remembers every release that it ever pointed at. That is what promotion in order is judged by, and where a
// channel falls back to when its release is withdrawn.

import { type Policy, SEEDED_POLICY } from './policy.ts'
import { compareVersions } from '../version.ts'

export interface Package {
  readonly version: string
  /** In bytes. */
  readonly size: number
  /** Base64 of the 32 bytes. */
  readonly sha256: string
  /** Base64. */
  readonly signature: string
  /** A machine from before this release has to pass through it, and why. */
  readonly floor?: string
  /** It is offered to nobody any more. */
  readonly withdrawn?: boolean
  /** Channels that must not offer it. */
  readonly blacklistedChannels?: readonly string[]
}

export interface Channel {
  readonly name: string
  /** The version that the channel points at; null: none. */
  readonly version: string | null
  /** Every version that it ever pointed at, in the order of their first time. */
  readonly stood: readonly string[]
}

export interface Group {
  /** How its machines name it; unique. */
  readonly track: string
  readonly channel: string
  readonly policy: Policy
}

export interface Catalogue {
  /** From the oldest version to the newest. */
  readonly packages: readonly Package[]
  readonly channels: readonly Channel[]
  readonly groups: readonly Group[]
}

/** How an operation came out. `already`: it was so before. `refused`: nothing changed, with a sentence and an HTTP status. */
export type CatalogueChange =
  { readonly kind: 'changed'; readonly catalogue: Catalogue } | { readonly kind: 'already' } | Refusal

export interface Refusal {
  readonly kind: 'refused'
  readonly why: string
  readonly status: 400 | 404 | 409
}

/** The channels that a release passes through, in order. Any other channel is custom and stands outside of it. */
export const CHANNEL_ORDER: readonly string[] = ['alpha', 'beta', 'stable']

/** Nothing published; a channel and a group for each of alpha, beta and stable. */
export const FRESH: Catalogue = {
  packages: [],
  channels: CHANNEL_ORDER.map((name) => ({ name, version: null, stood: [] })),
  groups: CHANNEL_ORDER.map((name) => ({ track: name, channel: name, policy: SEEDED_POLICY })),
}

export const packageOf = (catalogue: Catalogue, version: string): Package | undefined =>
  catalogue.packages.find((each) => each.version === version)

export const channelOf = (catalogue: Catalogue, name: string): Channel | undefined =>
  catalogue.channels.find((each) => each.name === name)

export const groupOf = (catalogue: Catalogue, track: string): Group | undefined =>
  catalogue.groups.find((each) => each.track === track)

/** Whether the channel may hand the package out at all. */
export const isOfferable = (release: Package, channel: string): boolean =>
  release.withdrawn !== true && !isBlacklisted(release, channel)

export const isBlacklisted = (release: Package, channel: string): boolean =>
  release.blacklistedChannels?.includes(channel) === true

/** The package replaces the one of its version, or is added in its place by version. */
export function withPackage(catalogue: Catalogue, release: Package): Catalogue {
  const others = catalogue.packages.filter((each) => each.version !== release.version)
  return {
    ...catalogue,
    packages: [...others, release].sort((a, b) => compareVersions(a.version, b.version)),
  }
}

export const changed = (catalogue: Catalogue): CatalogueChange => ({ kind: 'changed', catalogue })
export const refused = (status: Refusal['status'], why: string): Refusal => ({ kind: 'refused', status, why })
export const ALREADY: CatalogueChange = { kind: 'already' }
