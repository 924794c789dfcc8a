// The terminal, as this program uses it: results go to standard output, everything else to standard error; colours and
// motion only where somebody watches.

import picocolors from 'picocolors'
import yoctoSpinner from 'yocto-spinner'

export const colour = picocolors.isColorSupported && process.stdout.isTTY === true

export const paint = picocolors.createColors(colour)

export const print = (text = ''): void => {
  process.stdout.write(`${text}\n`)
}

export const warn = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** One line that says what is being done, redrawn in place on a terminal, and silent elsewhere. */
export interface Progress {
  say(text: string): void
  stop(): void
}

export function progress(text: string, quiet: boolean): Progress {
  if (quiet || process.stderr.isTTY !== true) return { say: () => {}, stop: () => {} }
  const spinner = yoctoSpinner({ text, handleSignals: false }).start()
  return {
    say: (next) => {
      spinner.text = next
    },
    stop: () => {
      spinner.stop()
    },
  }
}
