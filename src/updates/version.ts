// A release's version: a semantic version, compared by precedence. What cannot be parsed is an error; it is never taken
// for 0.0.0 and so for the oldest of all (nebraska #1553).

import semver from 'semver'

/** The text is no semantic version. Whoever sent it has to mend it; nothing can be compared with it. */
export class VersionInvalid extends Error {
  readonly code = 'VERSION_INVALID'
  constructor(text: string) {
    super(`'${text.slice(0, 100)}' is not a semantic version; write it as 3815.2.0`)
  }
}

/** Whether the text is a semantic version, without a leading `v` and without blanks around it. */
export const isVersion = (text: string): boolean => parsed(text) !== undefined

/**
 * Below 0: `a` is older; 0: the same precedence (build metadata does not count); above 0: `a` is newer.
 * @throws VersionInvalid
 */
export const compareVersions = (a: string, b: string): number => semver.compare(valid(a), valid(b))

/**
 * Whether `a` is newer than `b`.
 * @throws VersionInvalid
 */
export const isNewer = (a: string, b: string): boolean => compareVersions(a, b) > 0

function valid(text: string): semver.SemVer {
  const version = parsed(text)
  if (version === undefined) throw new VersionInvalid(text)
  return version
}

/** A fleet has few versions, and every decision compares some: they are parsed once. Bounded, as anybody may send one. */
const known = new Map<string, semver.SemVer>()
const KNOWN_MAX = 1000

function parsed(text: string): semver.SemVer | undefined {
  const seen = known.get(text)
  if (seen) return seen
  const version = /^\d/.test(text) && text.trim() === text ? semver.parse(text) : null
  if (version === null) return undefined
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(text, version)
  return version
}
