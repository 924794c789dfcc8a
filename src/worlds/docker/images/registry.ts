// The engine's image store: is it there, pull it, build it, tag it. Everything goes through the engine's API, so no
// docker command is needed, and the classic builder is used, which both engine 20.10 and 28 have.
import { readdir } from 'node:fs/promises'
import type { ImageBuildOptions } from 'dockerode'
import { oneLine, statusOf } from '../engine-errors.ts'
import type { Engine } from '../engine.ts'
import { ImageMissing, type PullOutcome } from './recipe.ts'

/** Every image of ours carries it; its value is the image's kind. */
const IMAGE_LABEL = 'seatrial.image'

/** A registry that says nothing for so long is taken for unreachable. A slow download that moves is left alone. */
const PULL_SILENCE_MS = 60_000

interface Step {
  readonly error?: string
  readonly stream?: string
}

export async function isPresent(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.docker.getImage(name).inspect()
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

/** Pulls one pinned tag. A registry that refuses or is not reached is an answer, not an exception. */
export async function pull(engine: Engine, name: string, silenceMs: number = PULL_SILENCE_MS): Promise<PullOutcome> {
  const abort = new AbortController()
  const tooQuiet = setTimeout(() => abort.abort(), silenceMs)
  try {
    const stream = await engine.docker.pull(name, { abortSignal: abort.signal })
    await finish(engine, stream, () => tooQuiet.refresh())
    return { kind: 'pulled' }
  } catch (error) {
    if (abort.signal.aborted) return { kind: 'unreachable', why: `${name}: silence for ${silenceMs / 1_000} s` }
    const why = oneLine(error)
    return { kind: isRefusal(error, why) ? 'unknown-tag' : 'unreachable', why }
  } finally {
    clearTimeout(tooQuiet)
  }
}

/** Builds a folder that holds a Dockerfile. `base` fills the Dockerfile's `ARG BASE`. */
export async function build(
  engine: Engine,
  folder: string,
  options: { readonly name: string; readonly kind: string; readonly base?: string },
): Promise<void> {
  const settings: ImageBuildOptions = {
    t: options.name,
    rm: true,
    forcerm: true,
    labels: { [IMAGE_LABEL]: options.kind },
    ...(options.base === undefined ? {} : { buildargs: { BASE: options.base } }),
  }
  try {
    const stream = await engine.docker.buildImage({ context: folder, src: await readdir(folder) }, settings)
    await finish(engine, stream)
  } catch (error) {
    throw new ImageMissing('build-failed', `${options.name} did not build: ${oneLine(error)}`, 'see the cause', error)
  }
}

/** Gives a root file system in a tar file a name. */
export async function importTar(engine: Engine, file: string, name: string): Promise<void> {
  const [repo, tag] = name.split(':')
  await finish(engine, await engine.docker.importImage(file, { repo, tag, changes: `LABEL ${IMAGE_LABEL}=debian` }))
}

/**
 * Removes tags of one kind that nothing uses. Younger ones than an hour stay: another checkout on this host may have
 * built them for a run that is about to start.
 */
export async function removeOld(engine: Engine, kind: string, keep: string): Promise<void> {
  const images = await engine.docker.listImages({ filters: JSON.stringify({ label: [`${IMAGE_LABEL}=${kind}`] }) })
  const anHourAgo = Date.now() / 1_000 - 3_600
  const old = images.filter((image) => image.Created < anHourAgo).flatMap((image) => image.RepoTags ?? [])
  const unwanted = old.filter((tag) => tag.startsWith(`seatrial/${kind}:`) && tag !== keep)
  await Promise.allSettled(unwanted.map((tag) => engine.docker.getImage(tag).remove())) // one in use is refused: fine
}

/** Waits for the end of a stream of steps. @throws with the engine's words when a step failed */
function finish(engine: Engine, stream: NodeJS.ReadableStream, onStep: () => void = () => {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, steps: readonly Step[] | null): void => {
      const failed = steps?.find((step) => step.error !== undefined)
      if (error) reject(error)
      else if (failed) reject(new Error(failed.error))
      else resolve()
    }
    engine.docker.modem.followProgress(stream, done, onStep)
  })
}

function isRefusal(error: unknown, why: string): boolean {
  return statusOf(error) === 404 || /manifest unknown|not found|no matching manifest/i.test(why)
}
