// When a machine asks for an update again: regularly with some spread, as the server says, or ever later while the server
// is in trouble (update_engine, update_check_scheduler.cc). The spread is the only thing that keeps machines which were
// started together from asking together.

export interface CheckTimes {
  /** From the start of the engine to its first check. */
  readonly initialMs: number
  /** The width of the spread of the first and of regular checks. */
  readonly fuzzMs: number
  /** Between regular checks; nothing that the server says makes it shorter. */
  readonly periodicMs: number
  /** For a check that was forced. */
  readonly quickMs: number
  /** The longest wait, whatever the server says. */
  readonly maxBackoffMs: number
}

/** update_engine's own. */
export const CHECK_TIMES: CheckTimes = {
  initialMs: 420_000,
  fuzzMs: 600_000,
  periodicMs: 2_700_000,
  quickMs: 60_000,
  maxBackoffMs: 14_400_000,
}

/** What came of a check. */
export interface CheckAnswer {
  /** The HTTP status of the answer; absent when none came. */
  readonly status?: number
  /** What the server asks for, re-read at every check. Absent, 0 or less: the default schedule. */
  readonly pollIntervalMs?: number
}

/** The delay is spread evenly over `fuzzMs`, with `intervalMs` in the middle. */
export interface CheckInterval {
  readonly intervalMs: number
  readonly fuzzMs: number
}

export const firstCheck = ({ initialMs, fuzzMs }: CheckTimes): CheckInterval => ({ intervalMs: initialMs, fuzzMs })

/** For a check that was forced: neither the server nor earlier trouble has a say. */
export const quickCheck = ({ quickMs }: CheckTimes): CheckInterval => ({ intervalMs: quickMs, fuzzMs: quickMs })

/** When to check after an answer; `previousMs` is the interval, without its spread, that led to that check. */
export function nextCheck(times: CheckTimes, previousMs: number, answer: CheckAnswer): CheckInterval {
  const intervalMs = Math.min(wantedMs(previousMs, answer), times.maxBackoffMs)
  if (intervalMs < times.periodicMs) return { intervalMs: times.periodicMs, fuzzMs: times.fuzzMs }
  return { intervalMs, fuzzMs: intervalMs }
}

/** The delay in milliseconds, never below 0. `draw` is an integer from 0 to `fuzzMs`, both included. */
export const delayMs = ({ intervalMs, fuzzMs }: CheckInterval, draw: number): number =>
  Math.max(0, intervalMs - Math.floor(fuzzMs / 2) + draw)

function wantedMs(previousMs: number, { status, pollIntervalMs = 0 }: CheckAnswer): number {
  if (pollIntervalMs > 0) return pollIntervalMs
  return status === 500 || status === 503 ? 2 * previousMs : 0
}
