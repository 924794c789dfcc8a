// What a machine keeps on its disk: how often it booted.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Counts this boot, from 1, and returns once the disk has it: a later boot never gets the same number. */
export function countBoot(disk: string): number {
  const path = join(disk, 'boots')
  const boot = boots(path) + 1
  const file = openSync(`${path}.new`, 'w')
  writeSync(file, String(boot))
  fsyncSync(file)
  closeSync(file)
  renameSync(`${path}.new`, path)
  const folder = openSync(disk, 'r')
  fsyncSync(folder)
  closeSync(folder)
  return boot
}

function boots(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
