// A machine's reboot window, and the calendar that a run goes by.

import { Temporal } from 'temporal-polyfill'
import { parseWindow, type RebootWindow, WindowInvalid } from '../locksmith/window.ts'
import type { MachineSpec, WindowSpec } from './topology.ts'

/** What the calendar shows when a run begins that does not say: a Monday, at midnight UTC. */
const STARTS_AT = Temporal.Instant.from('2026-01-05T00:00:00Z').epochMilliseconds

/**
 * Unix time in milliseconds at the beginning of a run.
 * @param startsAt an ISO date and time with its zone, as a schedule has it
 */
export const startOf = (startsAt: string | undefined): number =>
  startsAt === undefined ? STARTS_AT : Temporal.Instant.from(startsAt).epochMilliseconds

/**
 * The machine's window; undefined: it may reboot at any time.
 * @throws WindowInvalid
 */
export const windowOf = ({ window }: Pick<MachineSpec, 'window'>): RebootWindow | undefined =>
  window && parseWindow(window.start, window.length, window.zone ?? 'UTC')

/** What is wrong with a window, in words; undefined: nothing. */
export function windowProblem(window: WindowSpec): string | undefined {
  try {
    windowOf({ window })
    return undefined
  } catch (error) {
    if (error instanceof WindowInvalid) return error.message
    throw error
  }
}
