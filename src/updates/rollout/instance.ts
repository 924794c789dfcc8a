// What the update server knows of one machine: its version, where its update stands, and since when. A value; `checkedIn`
// refreshes it with what the machine says of itself, `instance-event.ts` with what it reports of its update.
//
// The statuses are nebraska's (backend/pkg/api/instances.go). Times are whole milliseconds since the epoch.

import type { MachineId } from '../../history/event.ts'
import { isNewer, isVersion } from '../version.ts'

/** The number that nebraska stores and shows for each status. */
export const STATUS_NUMBERS = {
  Undefined: 1,
  UpdateGranted: 2,
  Error: 3,
  Complete: 4,
  Installed: 5,
  Downloaded: 6,
  Downloading: 7,
  OnHold: 8,
} as const

export type Status = keyof typeof STATUS_NUMBERS

export interface StatusEntry {
  readonly status: Status
  readonly at: number
  readonly version: string
}

export interface Instance {
  readonly machine: MachineId
  readonly track: string
  /** What it runs, as it said last or as its update completed. */
  readonly version: string
  readonly status: Status
  /** A grant is open: it holds a slot until its time is up. */
  readonly updateInProgress: boolean
  readonly grantedAt?: number
  /** The boot in which it was last given the granted package; missing when the machine did not name its boot. */
  readonly grantedBoot?: string
  /** The version of its last grant. */
  readonly lastUpdateVersion?: string
  /** It installed this version and fell back from it: it is not offered it again (flatcar #130, #1924). */
  readonly fellBackFrom?: string
  readonly lastCheckAt: number
  /** Newest first. */
  readonly history: readonly StatusEntry[]
}

/** What a machine says of itself when it pings or asks for an update. */
export interface Check {
  readonly machine: MachineId
  readonly track: string
  readonly version: string
  /** Names the boot; the field `bootid` of an Omaha request. */
  readonly boot?: string
  readonly at: number
}

/** What operators want to be told, and what may end a rollout. `rolled-back`: it boots its old version after installing. */
export type Activity =
  | { readonly kind: 'update-succeeded'; readonly version: string }
  | { readonly kind: 'update-failed'; readonly version: string | null; readonly why: 'error' | 'rolled-back' }

export type CheckedIn =
  | { readonly kind: 'registered'; readonly instance: Instance; readonly activity?: Activity }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Registers a machine, or refreshes what is known of it. The same value comes back when nothing is worth keeping: the
 * time of the check moves only every five minutes, as upstream, to spare the store. `refused`: its version is none.
 *
 * A machine that installed an update and boots without it has rolled back; upstream goes on waiting for it, and the
 * rollout counts as fine (coreos/bugs #327). Whoever does not name its boot is judged by `decide`, once its time is up.
 */
export function checkedIn(known: Instance | undefined, check: Check): CheckedIn {
  const { machine, track, version, boot, at } = check
  if (!isVersion(version)) return { kind: 'refused', why: `'${version.slice(0, 100)}' is not a semantic version.` }
  if (known === undefined) {
    const history = [{ status: 'Undefined', at, version }] as const
    const status = { status: 'Undefined', updateInProgress: false } as const
    return { kind: 'registered', instance: { machine, track, version, ...status, lastCheckAt: at, history } }
  }
  const refreshed = known.track === track && known.version === version ? known : { ...known, track, version }
  const stale = at - known.lastCheckAt >= CHECK_RESOLUTION_MS
  const instance = stale ? { ...refreshed, lastCheckAt: at } : refreshed
  if (known.status !== 'Installed' || !isLaterBoot(known, boot) || runsGranted(instance)) {
    return { kind: 'registered', instance }
  }
  return {
    kind: 'registered',
    instance: fallenBack(instance, at),
    activity: { kind: 'update-failed', version: known.lastUpdateVersion ?? null, why: 'rolled-back' },
  }
}

const CHECK_RESOLUTION_MS = 5 * 60_000

/** Whether the boot is known to be another one than that of the grant. */
export const isLaterBoot = ({ grantedBoot }: Instance, boot: string | undefined): boolean =>
  boot !== undefined && grantedBoot !== undefined && boot !== grantedBoot

/** Whether it runs what it was granted last, or something newer. */
export const runsGranted = ({ version, lastUpdateVersion }: Instance): boolean =>
  lastUpdateVersion !== undefined && !isNewer(lastUpdateVersion, version)

/** The instance of a machine that runs its old release after installing the granted one. */
export function fallenBack(instance: Instance, at: number): Instance {
  const { lastUpdateVersion: fellBackFrom } = instance
  return moved(fellBackFrom === undefined ? instance : { ...instance, fellBackFrom }, 'Error', at)
}

const OPEN: ReadonlySet<Status> = new Set(['UpdateGranted', 'Downloading', 'Downloaded', 'Installed'])

/** The instance with another status, and with the slot that goes with it. The same status again is not recorded. */
export function moved(instance: Instance, status: Status, at: number): Instance {
  if (instance.status === status) return instance
  const entry = { status, at, version: instance.version }
  const history = [entry, ...instance.history.slice(0, HISTORY_MAX - 1)]
  return { ...instance, status, updateInProgress: OPEN.has(status), history }
}

const HISTORY_MAX = 20
