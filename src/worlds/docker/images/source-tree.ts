// The program of a machine: the code tree without tests, and a package.json reduced to what Node reads. Its content
// decides the machine image's tag, so an edited file is a new image and an untouched tree is the old one.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { readManifest, type PackageRoot } from './package-root.ts'

export interface SourceFile {
  /** Below the package root, with forward slashes. */
  readonly path: string
  readonly content: Buffer
}

/** Every file of the program, sorted by path; the reduced package.json among them. */
export async function sourceFiles(root: PackageRoot): Promise<readonly SourceFile[]> {
  const entries = await readdir(join(root.folder, root.code), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && isProgram(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.folder.length + 1))
  const files = paths.map(async (path) => ({
    path: path.split(sep).join('/'),
    content: await readFile(join(root.folder, path)),
  }))
  const { name, version, type, imports, exports } = readManifest(root.folder)
  const manifest = {
    path: 'package.json',
    content: Buffer.from(JSON.stringify({ name, version, type, imports, exports })),
  }
  return [manifest, ...(await Promise.all(files))].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Tests, declarations and source maps never run in a machine. */
export function isProgram(fileName: string): boolean {
  return !/\.test\.[jt]s$|\.d\.ts$|\.map$/.test(fileName)
}

/** Writes the files below a folder. */
export async function stage(files: readonly SourceFile[], folder: string): Promise<void> {
  await Promise.all(
    [...new Set(files.map((file) => dirname(file.path)))].map((path) => mkdir(join(folder, path), { recursive: true })),
  )
  await Promise.all(files.map((file) => writeFile(join(folder, file.path), file.content)))
}

/** Twelve hex digits over parts in their order; a part's length goes in, so that no two lists read the same. */
export function contentHash(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 12)
}
