// Events leave the machine as JSON lines on its standard output. Written synchronously: a line is either out or was
// never begun, whatever happens to the process next.

import { writeSync } from 'node:fs'
import type { Event, Fact } from '../../../history/event.ts'

const STDOUT = 1

export interface StdoutSource {
  readonly record: (fact: Fact) => void
  /** How many events of the source are out. */
  readonly written: () => number
}

/** Stamps the facts of one source and writes them. `events`: so many were written before, by somebody else. */
export function stdoutSource(name: string, epochMs: number, events = 0): StdoutSource {
  let seq = events
  return {
    record(fact) {
      seq++
      const event: Event = { id: `${name}/${seq}`, at: Date.now() - epochMs, source: name, seq, ...fact }
      writeAll(Buffer.from(`${JSON.stringify(event)}\n`))
    },
    written: () => seq,
  }
}

function writeAll(bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(STDOUT, bytes, written)
    } catch (error) {
      // The pipe is full, and someone made it non-blocking (a platform that uses the console does): try again.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}
