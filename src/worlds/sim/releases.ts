// The payloads that the simulated update server serves. A payload has no bytes here: it is known by what its SHA-256 would
// be, how long it is, and what a machine that boots it goes through.

import { RandomStream } from '../../runtime/random.ts'
import type { Behaviour, DeclaredRelease } from '../world.ts'

/** What starting a release comes to. */
export type BootBehaviour = Extract<Behaviour, 'boots' | 'never-boots' | 'boots-second-try' | 'unhealthy'>

/** A file on the server. */
export interface Payload {
  readonly version: string
  readonly sha256: string
  /** In bytes. */
  readonly length: number
  /** One that is cut off cannot be unpacked. */
  readonly archive: boolean
  readonly boots: BootBehaviour
}

/** A small payload that is always served, for whoever wants to see whether payloads come. */
export const PROBED: Payload & { readonly url: string } = {
  url: 'probe.tgz',
  version: '0.0.0',
  sha256: sha256Of('probe'),
  length: 100_000,
  archive: true,
  boots: 'never-boots',
}

const LEAST_BYTES = 2_000_000
const MOST_BYTES = 6_000_000

export class Payloads {
  readonly #files = new Map<string, Payload>([[PROBED.url, PROBED]])
  /** Bytes that were sent so far. */
  sent = 0

  /** Builds a release and serves it as `<version>.tgz`, in place of an earlier one. Returns what is declared of it. */
  build(version: string, behaviour: Behaviour): DeclaredRelease {
    const random = new RandomStream(0, `release ${version} ${behaviour}`) // of no seed: the same version, the same bytes
    const size = random.between(LEAST_BYTES, MOST_BYTES)
    const sha256 = base64(random, 32)
    const other = base64(random, 32)
    const whole: Payload = { version, sha256, length: size, archive: true, boots: 'boots' }
    const serve = (payload: Partial<Payload>) => this.#files.set(`${version}.tgz`, { ...whole, ...payload })
    const declared = { version, size, sha256, signature: signatureOf(sha256) }
    switch (behaviour) {
      case 'boots':
      case 'never-boots':
      case 'boots-second-try':
      case 'unhealthy':
        serve({ boots: behaviour })
        return declared
      case 'corrupt':
        serve({ sha256: other, boots: 'never-boots' })
        return declared
      case 'truncated':
        serve({ sha256: other, length: Math.floor(size / 2), archive: false })
        return declared
      case 'wrong-size':
        serve({ length: size - 1 })
        return declared
      case 'bad-signature':
        serve({})
        return { ...declared, signature: signatureOf(other) }
    }
  }

  /** What is served at a URL, by the last part of its path. */
  at(url: string): Payload | undefined {
    return this.#files.get(url.slice(url.lastIndexOf('/') + 1))
  }
}

/** The one valid signature over a SHA-256, base64 of 64 bytes. */
export const signatureOf = (sha256: string): string => base64(new RandomStream(0, `signature ${sha256}`), 64)

/** The SHA-256 of what was made of a payload: fewer bytes, or other ones. */
export function sha256Of(what: string): string {
  return base64(new RandomStream(0, `sha256 ${what}`), 32)
}

function base64(random: RandomStream, bytes: number): string {
  let text = ''
  for (let i = 0; i < bytes; i++) text += String.fromCharCode(random.below(256))
  return btoa(text)
}
