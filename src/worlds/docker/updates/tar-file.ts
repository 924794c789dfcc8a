// A tar archive in memory. Nothing but names and contents goes in: no times, no owners, so that the same files are the same
// bytes on any host.

import { Header } from 'tar'

export interface TarEntry {
  /** With forward slashes. */
  readonly path: string
  readonly content: Buffer
}

const BLOCK = 512

/** The entries in their order, without the archive's end: archives can be put together. @throws when a path is too long */
export function tarEntries(files: readonly TarEntry[]): Buffer {
  return Buffer.concat(files.flatMap(({ path, content }) => [head(path, content.length), content, padding(content)]))
}

/** What ends an archive: two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

function head(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const header = new Header({ path, size, type: 'File', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) })
  if (header.encode(block, 0)) throw new Error(`the path ${path} is too long for a tar archive`)
  return block
}

const padding = ({ length }: Buffer): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK)
