// The image in which seatrial's machine program runs, in two steps: `seatrial/machine-base:<hash>` holds Node and the
// production packages and changes seldom; `seatrial/machine:<hash>` adds the program and is built in a moment.
import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../engine.ts'
import { PACKAGE } from '../pod/config.ts'
import { closureOf, type InstalledPackage } from './closure.ts'
import { nodeBase, nodeVersion } from './node-base.ts'
import { packageRoot, type PackageRoot } from './package-root.ts'
import type { Sources, Workshop } from './recipe.ts'
import { build, isPresent, removeOld } from './registry.ts'
import { contentHash, isProgram, sourceFiles, stage, type SourceFile } from './source-tree.ts'
import { temporaryFolder } from './tools.ts'

/**
 * The npm packages that the program imports inside a machine. What they need in turn comes by itself.
 * An import that is missing here fails in the container with ERR_MODULE_NOT_FOUND.
 */
export const MACHINE_PACKAGES = [
  ...(['@noble/hashes', 'dockerode', 'etcd3', 'fast-xml-parser', 'semver', 'tar'] as const),
  ...(['temporal-polyfill', 'zod'] as const),
] as const

/** What the two tags depend on. */
export interface MachinePlan {
  readonly baseName: string
  readonly name: string
  readonly entry: string
  /** Where the program `app` of units begins. */
  readonly app: string
  readonly packages: readonly InstalledPackage[]
  readonly files: readonly SourceFile[]
  readonly root: PackageRoot
}

/** Reads packages and program and computes both tags; asks no engine. 40 ms or so. */
export async function planMachine(): Promise<MachinePlan> {
  const root = packageRoot()
  const recipes = join(root.folder, 'images/machine')
  const packages = closureOf(root.folder, MACHINE_PACKAGES)
  const files = await sourceFiles(root)
  const baseRecipe = await readFile(join(recipes, 'base.Dockerfile'))
  const parts = packages.flatMap(({ target, name, version }) => [target, name, version])
  const baseHash = contentHash([nodeVersion(), baseRecipe, ...parts])
  const recipe = await readFile(join(recipes, 'Dockerfile'))
  const hash = contentHash([baseHash, recipe, ...files.flatMap(({ path, content }) => [path, content])])
  return {
    baseName: `seatrial/machine-base:${baseHash}`,
    name: `seatrial/machine:${hash}`,
    entry: programOf(root, 'main'),
    app: programOf(root, 'app-main'),
    packages,
    files,
    root,
  }
}

const programOf = ({ code }: PackageRoot, name: string): string =>
  `${PACKAGE}/${code}/worlds/docker/pod/${name}.${code === 'src' ? 'ts' : 'js'}`

/** Nobody publishes this image, so there is nothing to pull but its base. */
export function machineSources(engine: Engine, plan: MachinePlan, workshop: Workshop): Sources {
  return {
    image: 'machine',
    name: plan.name,
    present: () => isPresent(engine, plan.name),
    async build(): Promise<void> {
      if (!(await isPresent(engine, plan.baseName))) await buildBase(engine, plan, workshop)
      await buildProgram(engine, plan)
      await removeOld(engine, 'machine', plan.name)
      await removeOld(engine, 'machine-base', plan.baseName)
    },
  }
}

async function buildBase(engine: Engine, plan: MachinePlan, workshop: Workshop): Promise<void> {
  const { base, binary } = await nodeBase(engine, workshop)
  const what = `${plan.packages.length} packages on ${base}${binary === undefined ? '' : ' with the Node of npm'}`
  workshop.report({ image: 'machine', stage: 'building', detail: `${plan.baseName}: ${what}` })
  await using context = await temporaryFolder()
  const bin = join(context.path, 'bin')
  await mkdir(bin)
  await copyFile(join(plan.root.folder, 'images/machine/base.Dockerfile'), join(context.path, 'Dockerfile'))
  if (binary !== undefined) await copyFile(binary, join(bin, 'node'))
  // one after the other: a package and another nested in it would race for the same folders
  for (const found of plan.packages) await copyPackage(found, join(context.path, 'opt', found.target))
  await build(engine, context.path, { name: plan.baseName, kind: 'machine-base', base })
}

/** A package without its nested node_modules (what is needed of those has a target of its own). */
async function copyPackage({ folder }: InstalledPackage, target: string): Promise<void> {
  const nested = join(folder, 'node_modules')
  await cp(folder, target, { recursive: true, filter: (path) => path !== nested && isProgram(path) })
}

async function buildProgram(engine: Engine, plan: MachinePlan): Promise<void> {
  await using context = await temporaryFolder()
  const bin = join(context.path, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'app'), `#!/usr/local/bin/node\nimport('${plan.app}')\n`, { mode: 0o755 })
  const recipe = await readFile(join(plan.root.folder, 'images/machine/Dockerfile'), 'utf8')
  const entryPoint = `ENTRYPOINT ${JSON.stringify(['/usr/local/bin/node', plan.entry])}\n`
  await writeFile(join(context.path, 'Dockerfile'), recipe + entryPoint)
  await stage(plan.files, join(context.path, 'app'))
  await build(engine, context.path, { name: plan.name, kind: 'machine', base: plan.baseName })
}
