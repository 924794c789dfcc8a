// What a machine keeps on its disk: how often it booted.

import { join } from 'node:path'
import { textOf, writeWhole } from './durable.ts'

/** Counts this boot, from 1, and returns once the disk has it: a later boot never gets the same number. */
export function countBoot(disk: string): number {
  const path = join(disk, 'boots')
  const boot = Number(textOf(path) ?? 0) + 1
  writeWhole(path, String(boot))
  return boot
}
