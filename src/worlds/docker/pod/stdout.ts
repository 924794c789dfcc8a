// Events leave the machine as JSON lines on its standard output. Written synchronously: a line is either out or was
// never begun, whatever happens to the process next.

import { writeSync } from 'node:fs'
import type { Event, Fact } from '../../../history/event.ts'

const STDOUT = 1

/** Stamps the facts of one source and writes them. */
export function stdoutSource(name: string, epochMs: number): (fact: Fact) => void {
  let seq = 0
  return (fact) => {
    seq++
    const event: Event = { id: `${name}/${seq}`, at: Date.now() - epochMs, source: name, seq, ...fact }
    writeAll(Buffer.from(`${JSON.stringify(event)}\n`))
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
