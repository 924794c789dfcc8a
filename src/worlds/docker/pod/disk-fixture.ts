// Temporary disks for the tests, and payloads on them.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { MeasuredPayload } from '../../../updates/engine/payload-verdict.ts'
import { TAR_END, tarEntries } from '../updates/tar-file.ts'
import { measure } from './payload.ts'

export interface Temporary extends AsyncDisposable {
  readonly path: string
}

export async function temporary(): Promise<Temporary> {
  const path = await mkdtemp(join(tmpdir(), 'seatrial-disk-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** What a machine would measure of these bytes. */
export async function measureBytes(
  folder: string,
  bytes: Buffer,
  signature: string,
  publicKey: string,
): Promise<MeasuredPayload> {
  const path = join(folder, 'measured')
  await writeFile(path, bytes)
  return (await measure(path, signature, publicKey)) as MeasuredPayload
}

/** An archive of these files, by path. */
export const archiveOf = (files: Readonly<Record<string, string>>): Buffer => {
  const entries = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }))
  return gzipSync(Buffer.concat([tarEntries(entries), TAR_END]))
}

/** A server on the loopback. */
export async function serving(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
