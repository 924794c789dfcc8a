// Writing so that it stays: a file is on the disk for good, and whole, before anybody is told so.

import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf } from '../engine-errors.ts'

/** Replaces a file. Whatever happens in the middle, its old content or its new one is there. @throws Node's error */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.new`
  try {
    writeFileSync(unfinished, text, { flush: true })
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
  renameSync(unfinished, path)
  sync(dirname(path))
}

/** The text of a file; undefined: there is none. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Brings a file, or the names in a folder, to the disk. */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

/** Brings a folder and all that is below it to the disk. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    sync(join(entry.parentPath, entry.name))
  }
  sync(folder)
}

/** The disk has no room. */
export const isFull = (error: unknown): boolean => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
