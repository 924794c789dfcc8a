// The platform under trial, inside a container: the reference of the image, or the files that came along.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Platform } from '../../../machine/platform.ts'
import { PACKAGE, type PodPlatform } from './config.ts'

export async function platformOf(told: PodPlatform | undefined): Promise<Platform> {
  if (!told) return (await import('../../../machine/reference.ts')).reference
  const { entry, files, packageAt } = told
  for (const { path, content } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  if (packageAt !== undefined && !existsSync(packageAt)) {
    mkdirSync(dirname(packageAt), { recursive: true })
    symlinkSync(PACKAGE, packageAt)
  }
  return ((await import(entry)) as { default: Platform }).default
}
