// The releases of a run: what is declared of each, and the bytes that are served for it, which are not always the same.

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Behaviour, DeclaredRelease } from '../../world.ts'
import type { PodPlatform } from '../pod/config.ts'
import { releaseArchive } from './archive.ts'

export interface BuiltRelease {
  readonly declared: DeclaredRelease
  readonly served: Buffer
}

/** Signs releases with a key of its own. */
export class Releases {
  /** What machines must be told: base64 of the key in DER (SPKI). */
  readonly publicKey: string
  readonly #key: KeyObject
  /** Of nobody whom machines trust. */
  readonly #otherKey = generateKeyPairSync('ed25519').privateKey
  readonly #platform: PodPlatform | undefined

  constructor(platform: PodPlatform | undefined) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
    this.#key = privateKey
    this.#platform = platform
  }

  async build(version: string, behaviour: Behaviour): Promise<BuiltRelease> {
    const archive = await releaseArchive(version, behaviour, this.#platform)
    const digest = createHash('sha256').update(archive).digest()
    const key = behaviour === 'bad-signature' ? this.#otherKey : this.#key
    const declared = {
      version,
      size: behaviour === 'wrong-size' ? archive.length + 1 : archive.length,
      sha256: digest.toString('base64'),
      signature: sign(null, digest, key).toString('base64'),
    }
    return { declared, served: servedFor(behaviour, archive) }
  }
}

function servedFor(behaviour: Behaviour, archive: Buffer): Buffer {
  switch (behaviour) {
    case 'corrupt': {
      const altered = Buffer.from(archive)
      for (let at = Math.floor(altered.length / 2), n = 0; n < 16; n++)
        altered[at + n] = (altered[at + n] as number) ^ 0xff
      return altered
    }
    case 'truncated':
      return archive.subarray(0, Math.floor((archive.length * 3) / 4))
    default:
      return archive
  }
}
