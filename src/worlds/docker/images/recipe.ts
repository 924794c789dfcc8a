// How an image comes to be there, whatever it is: present, else pulled, else built. Only the order lives here, so that
// it can be tested with a fake; what each step does is in the neighbouring files.

export type ImageKind = 'etcd' | 'toxiproxy' | 'machine'

/** One line of progress. `ms` is how long the finished step took. */
export interface ImageProgress {
  readonly image: ImageKind
  readonly stage: 'present' | 'pulling' | 'pull-failed' | 'building' | 'ready'
  readonly detail: string
  readonly ms?: number
}

export type Report = (progress: ImageProgress) => void

/** A tool of the host that a recipe wants. */
export type Tool = 'go' | 'mmdebstrap'

/** What a recipe may ask of its caller. */
export interface Workshop {
  readonly report: Report
  /** Asked when a tool is missing; answers whether it is there now. `docker:setup` installs, everyone else says no. */
  readonly installTool: (tool: Tool) => Promise<boolean>
}

export type PullOutcome =
  | { readonly kind: 'pulled' }
  /** The registry answered and does not have it. */
  | { readonly kind: 'unknown-tag'; readonly why: string }
  /** No registry was reached: another pull from the same one is a waste of time. */
  | { readonly kind: 'unreachable'; readonly why: string }

/** The three ways to an image, each on its own. */
export interface Sources {
  readonly image: ImageKind
  readonly name: string
  /** What is pulled, where anyone publishes it; for the words of the progress. */
  readonly from?: string
  present(): Promise<boolean>
  pull?(): Promise<PullOutcome>
  /** @throws {ImageMissing} when the host lacks what it takes */
  build(): Promise<void>
}

export type ImageMissingCode = 'no-go' | 'go-failed' | 'no-base' | 'no-node' | 'no-package' | 'build-failed'

/** An image could neither be found, pulled nor built. One line that names the remedy. */
export class ImageMissing extends Error {
  override readonly name = 'ImageMissing'
  readonly code: ImageMissingCode

  constructor(code: ImageMissingCode, what: string, remedy: string, cause?: unknown) {
    super(`${what} (remedy: ${remedy})`, { cause })
    this.code = code
  }
}

/** Present, else pulled, else built; reports each step and returns the image's name. */
export async function obtain(sources: Sources, report: Report): Promise<string> {
  const { image, name } = sources
  const started = performance.now()
  const elapsed = (): number => Math.round(performance.now() - started)
  if (await sources.present()) {
    report({ image, stage: 'present', detail: name, ms: elapsed() })
    return name
  }
  if (sources.pull) {
    report({ image, stage: 'pulling', detail: sources.from ?? name })
    const outcome = await sources.pull()
    if (outcome.kind === 'pulled') {
      report({ image, stage: 'ready', detail: `${name}, pulled`, ms: elapsed() })
      return name
    }
    report({ image, stage: 'pull-failed', detail: outcome.why, ms: elapsed() })
  }
  await sources.build()
  report({ image, stage: 'ready', detail: `${name}, built`, ms: elapsed() })
  return name
}
