// The catalogue as JSON text. What is read is checked whole, down to the names that its parts call each other by: a
// catalogue that contradicts itself would offer a fleet the wrong release.

import { type Catalogue, type Channel, channelOf, type Group, type Package, packageOf } from './catalogue.ts'
import { policyProblem } from './policy.ts'
import { packageProblem } from './release.ts'
import { compareVersions } from '../version.ts'

/** The stored document is not a catalogue, or contradicts itself. An operator has to look at it. */
export class CatalogueCorrupt extends Error {
  readonly code = 'CATALOGUE_CORRUPT'
  constructor(what: string, cause?: unknown) {
    super(`the update catalogue ${what}`, { cause })
  }
}

export const encodeCatalogue = (catalogue: Catalogue): string => JSON.stringify(catalogue)

/**
 * Reads a stored catalogue. Fields that it does not know are refused, as they may have meant something.
 * @throws CatalogueCorrupt
 */
export function decodeCatalogue(document: string): Catalogue {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new CatalogueCorrupt(`is not JSON: ${document.slice(0, 200)}`, cause)
  }
  const { packages, channels, groups } = fields(parsed, 'document', ['packages', 'channels', 'groups'])
  const catalogue: Catalogue = {
    packages: list(packages, 'packages').map(readPackage),
    channels: list(channels, 'channels').map(readChannel),
    groups: list(groups, 'groups').map(readGroup),
  }
  checkNames(catalogue)
  return catalogue
}

function readPackage(value: unknown): Package {
  const read = fields(
    value,
    'package',
    ['version', 'size', 'sha256', 'signature'],
    ['floor', 'withdrawn', 'blacklistedChannels'],
  )
  const { version, sha256, signature, floor, withdrawn, blacklistedChannels } = read
  for (const each of [version, sha256, signature, floor ?? '']) text(each, 'package')
  if (withdrawn !== undefined && typeof withdrawn !== 'boolean') throw wrong('package', 'withdrawn')
  if (blacklistedChannels !== undefined) texts(blacklistedChannels, 'package')
  const release = read as unknown as Package
  const problem = packageProblem(release)
  if (problem !== undefined) throw new CatalogueCorrupt(`has a wrong package: ${problem}`)
  return release
}

function readChannel(value: unknown): Channel {
  const { name, version, stood } = fields(value, 'channel', ['name', 'version', 'stood'])
  return {
    name: text(name, 'channel'),
    version: version === null ? null : text(version, 'channel'),
    stood: texts(stood, 'channel'),
  }
}

function readGroup(value: unknown): Group {
  const { track, channel, policy } = fields(value, 'group', ['track', 'channel', 'policy'])
  if (typeof policy !== 'object' || policy === null) throw wrong('group', 'policy')
  const problem = policyProblem(policy as Record<string, unknown>)
  if (problem !== undefined) throw new CatalogueCorrupt(`has a wrong policy: ${problem}`)
  return { track: text(track, 'group'), channel: text(channel, 'group'), policy: policy as Group['policy'] }
}

function checkNames(catalogue: Catalogue): void {
  const { packages, channels, groups } = catalogue
  packages.forEach(({ version }, i) => {
    const before = packages[i - 1]
    if (before && compareVersions(before.version, version) >= 0) {
      throw new CatalogueCorrupt(`has ${version} after ${before.version}`)
    }
  })
  unique(
    channels.map((each) => each.name),
    'channel',
  )
  unique(
    groups.map((each) => each.track),
    'group',
  )
  for (const { name, version, stood } of channels) {
    unique(stood, `release of ${name}`)
    const lost = stood.find((each) => packageOf(catalogue, each) === undefined)
    if (lost !== undefined) throw new CatalogueCorrupt(`has no package ${lost}, which stood on ${name}`)
    if (version === null) continue
    if (!stood.includes(version)) throw new CatalogueCorrupt(`points ${name} at ${version}, which never stood there`)
    if (packageOf(catalogue, version)?.withdrawn) throw new CatalogueCorrupt(`points ${name} at withdrawn ${version}`)
  }
  const stray = groups.find((each) => channelOf(catalogue, each.channel) === undefined)
  if (stray) throw new CatalogueCorrupt(`has no channel ${stray.channel}, which ${stray.track} follows`)
}

function unique(names: readonly string[], what: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new CatalogueCorrupt(`lists the ${what} ${twice} twice`)
}

function fields(
  value: unknown,
  what: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(what, 'type')
  for (const name of required) if (!Object.hasOwn(value, name)) throw wrong(what, name)
  for (const name of Object.keys(value)) {
    if (!required.includes(name) && !optional.includes(name)) throw wrong(what, name)
  }
  return value as Readonly<Record<string, unknown>>
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong('document', what)
  return value
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw wrong(what, 'texts')
  return value
}

const texts = (value: unknown, what: string): readonly string[] => list(value, what).map((each) => text(each, what))

const wrong = (what: string, field: string): CatalogueCorrupt =>
  new CatalogueCorrupt(`has a ${what} with a wrong or missing '${field.slice(0, 50)}'`)
