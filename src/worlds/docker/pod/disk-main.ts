// Somebody who fills a machine's disk, takes that away, or looks whether there is room. Not the machine itself: it may have
// no power.

import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DISK_FULL_STATUS, OS_DISK } from './config.ts'
import { isFull } from './durable.ts'

process.on('SIGTERM', () => process.exit(0))

const BALLAST = join(OS_DISK, 'ballast')

/** No payload needs more. */
const ROOM_BYTES = 4 * 1024 * 1024
const CHUNKS = [1024 * 1024, 4096, 1].map((bytes) => Buffer.alloc(bytes))
const AGAIN_MS = 20

const DEEDS: Readonly<Record<string, () => Promise<void> | void>> = {
  fill,
  free: () => rmSync(BALLAST, { force: true }),
  probe() {
    const { bavail, bsize } = statfsSync(OS_DISK)
    if (bavail * bsize < ROOM_BYTES) process.exitCode = DISK_FULL_STATUS
  },
}

await DEEDS[process.argv[3] ?? '']?.()

/** Says `full` once it is, and takes what is let go of meanwhile, for as long as it runs. */
async function fill(): Promise<never> {
  const file = openSync(BALLAST, 'a')
  takeAll(file)
  process.stdout.write('full\n')
  for (;;) {
    await pause(AGAIN_MS)
    takeAll(file)
  }
}

function takeAll(file: number): void {
  for (const chunk of CHUNKS) {
    try {
      for (;;) writeSync(file, chunk)
    } catch (error) {
      if (!isFull(error)) {
        closeSync(file)
        throw error
      }
    }
  }
}
