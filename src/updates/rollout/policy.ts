// A group's policy: whether, when and how fast its machines are given an update. The fields are those of CoreUpdate and
// nebraska (backend/pkg/api/groups.go), with intervals in milliseconds.

import { isTimeZone } from './office-hours.ts'

export interface Policy {
  readonly updatesEnabled: boolean
  /** One machine first; and the group is stopped when too many run out of time. */
  readonly safeMode: boolean
  /** Only Monday to Friday from 09:00 to 17:00 in `timeZone`. */
  readonly officeHours: boolean
  /** IANA name; empty: none, which is allowed only without office hours. */
  readonly timeZone: string
  /** The period that `maxUpdatesPerPeriod` is counted in, in ms. */
  readonly periodMs: number
  /** Limits both the grants of a period and the updates in progress. From `UNLIMITED` on it is no limit. */
  readonly maxUpdatesPerPeriod: number
  /** An update in progress for longer than this has run out of time, in ms. */
  readonly updateTimeoutMs: number
  /** The first machine to try a version, failing, stops the group. */
  readonly disableUpdatesOnFailedRollout: boolean
}

/** A limit from here on is none, unless in safe mode (nebraska, updates.go). */
export const UNLIMITED = 900_000

/** What nebraska seeds for its own groups: no limit that a fleet would notice. */
export const SEEDED_POLICY: Policy = {
  updatesEnabled: true,
  safeMode: false,
  officeHours: false,
  timeZone: 'Europe/Berlin',
  periodMs: 60_000,
  maxUpdatesPerPeriod: 999_999,
  updateTimeoutMs: 60 * 60_000,
  disableUpdatesOnFailedRollout: false,
}

type Undefaulted = 'periodMs' | 'maxUpdatesPerPeriod' | 'updateTimeoutMs'

/** The policy of a new group: in safe mode, and with the three limits that there is no default for. */
export const newPolicy = (fields: Pick<Policy, Undefaulted> & Partial<Policy>): Policy => ({
  updatesEnabled: true,
  safeMode: true,
  officeHours: false,
  timeZone: '',
  disableUpdatesOnFailedRollout: false,
  ...fields,
})

const SWITCHES = ['updatesEnabled', 'safeMode', 'officeHours', 'disableUpdatesOnFailedRollout'] as const
const LIMITS = ['periodMs', 'maxUpdatesPerPeriod', 'updateTimeoutMs'] as const
const FIELDS: ReadonlySet<string> = new Set([...SWITCHES, ...LIMITS, 'timeZone'])

/** Why the value, which may come from outside, is no policy; undefined when it is one. */
export function policyProblem(value: Readonly<Record<string, unknown>>): string | undefined {
  const stray = Object.keys(value).find((field) => !FIELDS.has(field))
  if (stray !== undefined) return `a policy has no field '${stray}'`
  for (const field of SWITCHES) {
    if (typeof value[field] !== 'boolean') return `${field} must be true or false`
  }
  for (const field of LIMITS) {
    if (!Number.isSafeInteger(value[field]) || (value[field] as number) <= 0) {
      return `${field} must be a whole number above 0`
    }
  }
  const { timeZone, officeHours } = value
  if (typeof timeZone !== 'string') return 'timeZone must be a text'
  if (timeZone === '') return officeHours ? 'office hours need a time zone, such as Europe/Berlin' : undefined
  return isTimeZone(timeZone) ? undefined : `'${timeZone}' is not a time zone; one is Europe/Berlin`
}
