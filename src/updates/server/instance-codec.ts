// An instance as JSON text. What is read is checked, as the limits of a rollout are counted from it.

import { type Instance, STATUS_NUMBERS } from '../rollout/instance.ts'
import { isVersion } from '../version.ts'

/** A stored instance cannot be read. Without it the group cannot be counted, so an operator has to mend or delete it. */
export class InstanceCorrupt extends Error {
  readonly code = 'INSTANCE_CORRUPT'
  constructor(key: string, what: string, cause?: unknown) {
    super(`the instance at ${key} ${what}`, { cause })
  }
}

export const encodeInstance = (instance: Instance): string => JSON.stringify(instance)

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isTime: Check = (value) => Number.isSafeInteger(value)
const isRelease: Check = (value) => typeof value === 'string' && isVersion(value)
const isStatus: Check = (value) => typeof value === 'string' && Object.hasOwn(STATUS_NUMBERS, value)
const isMissingOr =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const isEntry: Check = (value) => {
  if (typeof value !== 'object' || value === null) return false
  const { status, at, version } = value as Readonly<Record<string, unknown>>
  return isStatus(status) && isTime(at) && isRelease(version)
}

const FIELDS: { readonly [Field in keyof Required<Instance>]: Check } = {
  machine: isText,
  track: isText,
  version: isRelease,
  status: isStatus,
  updateInProgress: (value) => typeof value === 'boolean',
  grantedAt: isMissingOr(isTime),
  grantedBoot: isMissingOr(isText),
  lastUpdateVersion: isMissingOr(isRelease),
  fellBackFrom: isMissingOr(isRelease),
  lastCheckAt: isTime,
  history: (value) => Array.isArray(value) && value.every(isEntry),
}

/**
 * Reads a stored instance; `key` is where it was found.
 * @throws InstanceCorrupt
 */
export function decodeInstance(key: string, document: string): Instance {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new InstanceCorrupt(key, `is not JSON: ${document.slice(0, 200)}`, cause)
  }
  if (typeof parsed !== 'object' || parsed === null) throw new InstanceCorrupt(key, 'is not an object')
  const fields = parsed as Readonly<Record<string, unknown>>
  for (const [field, check] of Object.entries(FIELDS)) {
    if (!check(fields[field])) throw new InstanceCorrupt(key, `has a wrong or missing '${field}'`)
  }
  return parsed as Instance
}
