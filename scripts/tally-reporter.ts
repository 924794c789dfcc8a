// A jest reporter that prints nothing: it writes the run's counts to the file that SEATRIAL_TALLY names, so that
// scripts/test.ts can sum over several jest runs while jest's own output stays as it is.
import { writeFileSync } from 'node:fs'

export interface Tally {
  readonly passed: number
  /** Failed tests, and test files that could not even be run. */
  readonly failed: number
  /** Skipped and todo tests. */
  readonly skipped: number
}

/** What is read of jest's own result. */
interface Counts {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numRuntimeErrorTestSuites: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

export default class TallyReporter {
  onRunComplete(_contexts: unknown, results: Counts): void {
    const file = process.env['SEATRIAL_TALLY']
    if (!file) return
    const tally: Tally = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    }
    writeFileSync(file, JSON.stringify(tally))
  }
}
