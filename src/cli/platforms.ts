// The platform under trial: the reference, or the default export of a module that somebody names.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Platform } from '../machine/platform.ts'
import { reference } from '../machine/reference.ts'
import { UsageError } from './exit.ts'

export interface LoadedPlatform {
  readonly platform: Platform
  /** The absolute path of its module; absent: the reference. */
  readonly module?: string
}

export async function loadPlatform(path: string | undefined): Promise<LoadedPlatform> {
  if (path === undefined) return { platform: reference }
  const module = resolve(path)
  const loaded = (await import(pathToFileURL(module).href).catch((cause: unknown) => {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new UsageError(`${path}: cannot be loaded as a platform (${why})`, { cause })
  })) as { readonly default?: unknown }
  if (!isPlatform(loaded.default)) {
    throw new UsageError(
      `${path}: its default export is no platform, expected an object with name, proveBoot and lockDaemon`,
    )
  }
  return { platform: loaded.default, module }
}

const isPlatform = (value: unknown): value is Platform =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'proveBoot' in value &&
  typeof value.proveBoot === 'function' &&
  'lockDaemon' in value &&
  typeof value.lockDaemon === 'function'
