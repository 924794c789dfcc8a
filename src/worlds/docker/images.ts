// The images that the Docker world runs: etcd, Toxiproxy and the machine. `ensureImages` before a run makes sure that
// all three exist; how one comes to be there is in images/recipe.ts.
import type { Engine } from './engine.ts'
import { etcd } from './images/etcd.ts'
import { machineSources, planMachine } from './images/machine.ts'
import { obtain, type ImageKind, type Report, type Tool, type Workshop } from './images/recipe.ts'
import { isPresent } from './images/registry.ts'
import { toxiproxy } from './images/toxiproxy.ts'
import { upstreamSources } from './images/upstream.ts'

export { ImageMissing, type ImageKind, type ImageProgress } from './images/recipe.ts'

/** Image names to create containers from. */
export type ImageNames = Readonly<Record<ImageKind, string>>

export interface EnsureOptions {
  readonly onProgress?: Report
  /** Asked when a tool of the host is missing; answers whether it is there now. Without it nothing is installed. */
  readonly installTool?: (tool: Tool) => Promise<boolean>
}

export interface ImageStatus {
  readonly image: ImageKind
  readonly name: string
  readonly present: boolean
}

/**
 * Makes sure of all three images: present, else pulled by a pinned tag, else built. 50 ms when all are there.
 * @throws {ImageMissing} naming the first that cannot be had
 */
export async function ensureImages(engine: Engine, options: EnsureOptions = {}): Promise<ImageNames> {
  const workshop: Workshop = {
    report: options.onProgress ?? (() => {}),
    installTool: options.installTool ?? (async () => false),
  }
  const plan = await planMachine()
  const all = [
    upstreamSources(engine, toxiproxy, workshop),
    upstreamSources(engine, etcd, workshop),
    machineSources(engine, plan, workshop),
  ]
  // every one is brought to its end before a failure is told: nothing goes on behind the caller's back
  const outcomes = await Promise.allSettled(all.map((sources) => obtain(sources, workshop.report)))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return { etcd: etcd.name, toxiproxy: toxiproxy.name, machine: plan.name }
}

/** What is there and what is missing, for `doctor`; pulls and builds nothing. */
export async function imageStatus(engine: Engine): Promise<readonly ImageStatus[]> {
  const names: ImageNames = { etcd: etcd.name, toxiproxy: toxiproxy.name, machine: (await planMachine()).name }
  const kinds: readonly ImageKind[] = ['etcd', 'toxiproxy', 'machine']
  return Promise.all(
    kinds.map(async (image) => ({ image, name: names[image], present: await isPresent(engine, names[image]) })),
  )
}
