// What was downloaded, as it really is: its size, its hash, and whether its signature was made with the machine's key.

import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { MeasuredPayload } from '../../../updates/engine/payload-verdict.ts'
import { codeOf } from '../engine-errors.ts'

/**
 * Undefined: there is no such file.
 * @param signature base64, of an Ed25519 signature over the 32 bytes of the SHA-256
 * @param publicKey base64, of the key in DER (SPKI)
 */
export async function measure(
  path: string,
  signature: string | undefined,
  publicKey: string | undefined,
): Promise<MeasuredPayload | undefined> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const digest = hash.digest()
  return { size, sha256: digest.toString('base64'), signature: judged(digest, signature, publicKey) }
}

function judged(
  digest: Buffer,
  signature: string | undefined,
  publicKey: string | undefined,
): MeasuredPayload['signature'] {
  if (signature === undefined) return 'missing'
  if (publicKey === undefined) return 'no-key'
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, digest, key, Buffer.from(signature, 'base64')) ? 'valid' : 'invalid'
}
