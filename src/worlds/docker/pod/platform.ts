// The platform under trial, inside a container: the reference of the program that runs, or the files that came along. They
// go below this very program's root, the image's or a slot's, so that they share its modules.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Platform } from '../../../machine/platform.ts'
import { codeOf } from '../engine-errors.ts'
import { PACKAGE, type PodPlatform } from './config.ts'
import { textOf } from './durable.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '')

export async function platformOf(told: PodPlatform | undefined): Promise<Platform> {
  if (!told) return (await import('../../../machine/reference.ts')).reference
  const { entry, files, packageAt } = told
  for (const { path, content } of files) {
    // a release brings them with it, and its disk may be full
    if (textOf(here(path)) === content) continue
    mkdirSync(dirname(here(path)), { recursive: true })
    writeFileSync(here(path), content)
  }
  if (packageAt !== undefined) linkPackage(here(packageAt))
  return ((await import(pathToFileURL(here(entry)).href)) as { default: Platform }).default
}

/** A path of the image, below this program's own root. */
const here = (path: string): string => ROOT + path.slice(PACKAGE.length)

function linkPackage(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  try {
    symlinkSync(ROOT, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
