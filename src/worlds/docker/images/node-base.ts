// What a machine image starts from: Node on Debian. The official Node image where it is there or can be pulled, else a
// Debian base (there, pulled, or made from the Debian archive) and the Node binary that npm installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { oneLine } from '../engine-errors.ts'
import type { Engine } from '../engine.ts'
import { packageRoot, readManifest } from './package-root.ts'
import { ImageMissing, type PullOutcome, type Workshop } from './recipe.ts'
import { importTar, isPresent, pull } from './registry.ts'
import { runTool, temporaryFolder, ToolFailed } from './tools.ts'

export interface NodeBase {
  readonly base: string
  /** The Node binary to add, where the base has none. */
  readonly binary?: string
}

const DEBIAN = 'debian:bookworm-slim'
/** A base made here gets a name of ours: it must not pass for the published one. */
const MADE_DEBIAN = 'seatrial/debian:bookworm-slim'
/** 16 s where the archive is near. */
const DEBIAN_WITHIN_MS = 600_000

/** The Node that machines run: the npm package's release, else the very release that runs this. */
export function nodeVersion(): string {
  const folder = nodePackage()
  return folder === undefined ? process.versions.node : readManifest(folder).version
}

/** @throws {ImageMissing} when there is neither a Node image nor a Debian base and a Node binary that fits */
export async function nodeBase(engine: Engine, workshop: Workshop): Promise<NodeBase> {
  const official = `node:${nodeVersion()}-bookworm-slim`
  if (await isPresent(engine, official)) return { base: official }
  const binary = fittingBinary(engine)
  for (const name of [DEBIAN, MADE_DEBIAN]) {
    if (binary !== undefined && (await isPresent(engine, name))) return { base: name, binary }
  }
  const outcome = await announcedPull(engine, official, workshop)
  if (outcome.kind === 'pulled') return { base: official }
  if (binary === undefined) {
    throw new ImageMissing(
      'no-node',
      `${official} cannot be pulled and no Node binary here fits`,
      'let Docker reach a registry',
    )
  }
  // both come from the same registry: one that was not reached is not asked twice
  const second = outcome.kind === 'unreachable' ? outcome : await announcedPull(engine, DEBIAN, workshop)
  if (second.kind === 'pulled') return { base: DEBIAN, binary }
  await makeDebian(engine, workshop)
  return { base: MADE_DEBIAN, binary }
}

async function announcedPull(engine: Engine, name: string, { report }: Workshop): Promise<PullOutcome> {
  report({ image: 'machine', stage: 'pulling', detail: name })
  const started = performance.now()
  const outcome = await pull(engine, name)
  const ms = Math.round(performance.now() - started)
  if (outcome.kind !== 'pulled') report({ image: 'machine', stage: 'pull-failed', detail: outcome.why, ms })
  return outcome
}

async function makeDebian(engine: Engine, { report, installTool }: Workshop): Promise<void> {
  report({ image: 'machine', stage: 'building', detail: `${MADE_DEBIAN} from the Debian archive` })
  await using folder = await temporaryFolder()
  const tar = join(folder.path, 'base.tar')
  const make = (): Promise<void> =>
    runTool('mmdebstrap', ['--variant=minbase', 'bookworm', tar], { timeoutMs: DEBIAN_WITHIN_MS })
  try {
    await make().catch(async (error: unknown) => {
      if (!(error instanceof ToolFailed) || error.code !== 'missing' || !(await installTool('mmdebstrap'))) throw error
      await make()
    })
  } catch (error) {
    const remedy = 'let Docker reach a registry, or on Debian install mmdebstrap, then npm run docker:setup'
    throw new ImageMissing('no-base', `${DEBIAN} can be neither pulled nor made: ${oneLine(error)}`, remedy, error)
  }
  await importTar(engine, tar, MADE_DEBIAN)
}

/** A Linux binary for the engine's processor. On macOS the host's Node is neither. */
function fittingBinary(engine: Engine): string | undefined {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  if (process.platform !== 'linux' || arch !== engine.arch) return undefined
  const folder = nodePackage()
  return folder === undefined ? process.execPath : join(folder, 'bin/node')
}

function nodePackage(): string | undefined {
  const folder = join(packageRoot().folder, 'node_modules/node')
  return existsSync(join(folder, 'bin/node')) ? folder : undefined
}
