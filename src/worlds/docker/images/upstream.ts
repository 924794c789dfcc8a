// An image of someone else's server under a name and an entry point of ours. It is the upstream image where a registry
// is reached, and otherwise the same release built from its Go module with the host's Go.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { oneLine } from '../engine-errors.ts'
import type { Engine } from '../engine.ts'
import { packageRoot } from './package-root.ts'
import { ImageMissing, type ImageKind, type PullOutcome, type Sources, type Workshop } from './recipe.ts'
import { build, isPresent, pull } from './registry.ts'
import { runTool, temporaryFolder, ToolFailed } from './tools.ts'

export interface Upstream {
  readonly image: ImageKind
  /** Our name, the only one used afterwards. */
  readonly name: string
  /** What is pulled. */
  readonly from: string
  /** The Go package to build, seen from `images/<image>`, whose go.mod pins it. */
  readonly goPackage: string
  readonly ldflags: string
  /** The binary's name, as the Dockerfile's entry point has it. */
  readonly binary: string
}

/** From nothing and without a build cache, on two cores: 35 s. */
const GO_BUILD_WITHIN_MS = 600_000

export function upstreamSources(engine: Engine, upstream: Upstream, { report }: Workshop): Sources {
  const { image, name } = upstream
  return {
    image,
    name,
    from: upstream.from,
    present: () => isPresent(engine, name),
    async pull(): Promise<PullOutcome> {
      const outcome = (await isPresent(engine, upstream.from))
        ? { kind: 'pulled' as const }
        : await pull(engine, upstream.from)
      if (outcome.kind === 'pulled') await wrap(engine, upstream, upstream.from)
      return outcome
    },
    async build(): Promise<void> {
      report({ image, stage: 'building', detail: `${name} from its Go module` })
      await wrap(engine, upstream, 'scratch')
    },
  }
}

async function wrap(engine: Engine, upstream: Upstream, base: string): Promise<void> {
  const source = join(packageRoot().folder, 'images', upstream.image)
  await using context = await temporaryFolder()
  const bin = join(context.path, 'bin')
  await mkdir(bin)
  await copyFile(join(source, 'Dockerfile'), join(context.path, 'Dockerfile'))
  if (base === 'scratch') await goBuild(upstream, { source, output: join(bin, upstream.binary), arch: engine.arch })
  await build(engine, context.path, { name: upstream.name, kind: upstream.image, base })
}

interface GoBuild {
  readonly source: string
  readonly output: string
  readonly arch: string
}

async function goBuild(upstream: Upstream, { source, output, arch }: GoBuild): Promise<void> {
  const args = [
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags',
    `-s -w ${upstream.ldflags}`,
    '-o',
    output,
    upstream.goPackage,
  ]
  const env = { CGO_ENABLED: '0', GOOS: 'linux', GOARCH: arch, GOWORK: 'off' }
  try {
    await runTool('go', args, { cwd: source, env, timeoutMs: GO_BUILD_WITHIN_MS })
  } catch (error) {
    if (error instanceof ToolFailed && error.code === 'missing') {
      const remedy = `let Docker reach a registry, or install Go 1.26 or newer, then npm run docker:setup`
      throw new ImageMissing('no-go', `${upstream.from} cannot be pulled and there is no Go to build it`, remedy, error)
    }
    throw new ImageMissing(
      'go-failed',
      `${upstream.name} could not be built: ${oneLine(error)}`,
      'let Go reach its module proxy',
      error,
    )
  }
}
