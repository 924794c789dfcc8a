// Where this package lies on the disk, found from this very file and never from the working directory: seatrial is run
// from a checkout (its sources as they are) and from under node_modules (compiled).
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string().optional(),
  imports: z.unknown().optional(),
  exports: z.unknown().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
})

export type Manifest = z.infer<typeof manifestSchema>

export interface PackageRoot {
  readonly folder: string
  /** The tree that is running now: `src` holds TypeScript, `dist` what was compiled from it. */
  readonly code: 'src' | 'dist'
}

/** @throws when no package.json lies above this file, which is a broken installation */
export function packageRoot(): PackageRoot {
  const here = fileURLToPath(import.meta.url)
  let folder = dirname(here)
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`no package.json above ${here}`)
    folder = dirname(folder)
  }
  return { folder, code: here.endsWith('.ts') ? 'src' : 'dist' }
}

/** Reads the package.json of a folder; only the fields that matter to an image. */
export function readManifest(folder: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
}
