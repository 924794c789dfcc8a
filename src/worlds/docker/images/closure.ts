// The production packages that a machine container needs: a few named roots and all they depend on, found by walking
// package.json files. The image mirrors where npm put each, so that Node resolves the same copies inside.
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { readManifest } from './package-root.ts'
import { ImageMissing } from './recipe.ts'

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
  /** Where it goes, below /opt: `seatrial/node_modules/zod`, or `node_modules/zod` when hoisted beside seatrial. */
  readonly target: string
}

/**
 * All packages that `roots` need, sorted by target. Optional dependencies are left out: they are native speed-ups.
 * @throws {ImageMissing} when one is not installed
 */
export function closureOf(packageFolder: string, roots: readonly string[]): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>()
  const open = roots.map((name) => ({ name, from: packageFolder }))
  for (let next = open.pop(); next; next = open.pop()) {
    const folder = resolvePackage(next.name, next.from)
    if (found.has(folder)) continue
    const { version, dependencies } = readManifest(folder)
    found.set(folder, { name: next.name, version, folder, target: targetOf(folder, packageFolder) })
    open.push(...Object.keys(dependencies).map((name) => ({ name, from: folder })))
  }
  return [...found.values()].toSorted((a, b) => (a.target < b.target ? -1 : 1))
}

function resolvePackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder)) break
  }
  throw new ImageMissing(
    'no-package',
    `the package ${name}, needed by ${basename(from)}, is not installed`,
    'npm install',
  )
}

/** A package below seatrial's own node_modules stays there; one hoisted further up goes beside seatrial. */
function targetOf(folder: string, packageFolder: string): string {
  for (let above = packageFolder; ; above = dirname(above)) {
    const modules = join(above, 'node_modules')
    if (!folder.startsWith(modules + sep)) continue
    return join(above === packageFolder ? 'seatrial/node_modules' : 'node_modules', relative(modules, folder))
  }
}
