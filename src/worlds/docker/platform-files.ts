// Brings a platform's module into the machines. A program in a container cannot be handed over as a function: its module
// goes there as text, with every file that it imports by a relative path and that the machine's image does not have.

import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Platform } from '../../machine/platform.ts'
import { packageRoot } from './images/package-root.ts'
import { PACKAGE, type PlatformFile, type PodPlatform } from './pod/config.ts'

/**
 * What lies outside of the package goes below this, at its path on the host: relative imports lead where they led there.
 * It is within the package, so that `import … from 'seatrial'` works.
 */
const OUTSIDE = `${PACKAGE}/outside`

/** An environment variable holds 128 KiB; the rest of the configuration needs little. */
const MOST_BYTES = 96 * 1024

/** The platform of a trial cannot be run in containers. The message says what to do. */
class PlatformUnfit extends Error {
  override readonly name = 'PlatformUnfit'
  readonly code = 'PLATFORM_UNFIT'
}

/**
 * Gathers the module's files and where they go. Undefined: the reference, which every image has.
 * @throws PlatformUnfit when the module is not the platform that the trial is about, or is too large
 */
export async function platformFiles(
  platform: Platform,
  module: string | undefined,
  referenceName: string,
): Promise<PodPlatform | undefined> {
  if (module === undefined) {
    if (platform.name === referenceName) return undefined
    throw new PlatformUnfit(
      `containers cannot run the platform "${platform.name}" as an object: give its module's path`,
    )
  }
  const { default: loaded } = (await import(pathToFileURL(module).href)) as { readonly default?: Partial<Platform> }
  if (loaded?.name !== platform.name) {
    throw new PlatformUnfit(
      `the default export of ${module} is the platform "${loaded?.name}", and the trial is about "${platform.name}"`,
    )
  }
  const files = await closure(module)
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(JSON.stringify(file)), 0)
  if (bytes > MOST_BYTES) throw new PlatformUnfit(`${module} and what it imports are too large: ${bytes} bytes`)
  const inside = isInPackage(module)
  return { entry: pathInImage(module), files, ...(inside ? {} : { packageAt: OUTSIDE + packageRoot().folder }) }
}

async function closure(module: string): Promise<readonly PlatformFile[]> {
  const files = new Map<string, PlatformFile>()
  const open = [module]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (files.has(next) || isInImage(next)) continue
    const content = await readFile(next, 'utf8')
    files.set(next, { path: pathInImage(next), content })
    open.push(...relativeImports(content).map((specifier) => resolve(dirname(next as string), specifier)))
  }
  return [...files.values()]
}

/** The relative specifiers of a module's imports and re-exports, type imports aside. */
export function relativeImports(source: string): readonly string[] {
  const found = source.matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)
  return [...new Set([...found].map((match) => match[1] as string))]
}

function isInImage(file: string): boolean {
  const { folder, code } = packageRoot()
  return file.startsWith(join(folder, code) + sep) && !/\.test\.[jt]s$/.test(file)
}

const isInPackage = (file: string): boolean => file.startsWith(packageRoot().folder + sep)

function pathInImage(file: string): string {
  const path = isInPackage(file) ? join(PACKAGE, relative(packageRoot().folder, file)) : join(OUTSIDE, file)
  return path.split(sep).join('/')
}
