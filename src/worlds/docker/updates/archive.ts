// A release as its archive: what it is, how it boots, how it tells its health, and the whole program of a machine. The same
// version and behaviour are the same bytes, however often they are built.

import { gzipSync } from 'node:zlib'
import type { Behaviour } from '../../world.ts'
import { packageRoot } from '../images/package-root.ts'
import { sourceFiles } from '../images/source-tree.ts'
import { PACKAGE, type PodPlatform } from '../pod/config.ts'
import { BOOT_FILE, HEALTH_FILE } from '../pod/handover.ts'
import { RELEASE_FILE } from '../pod/unpack.ts'
import { TAR_END, tarEntries, type TarEntry } from './tar-file.ts'

/** @param platform what the program needs beyond itself, when it is not the reference that is on trial */
export async function releaseArchive(
  version: string,
  behaviour: Behaviour,
  platform: PodPlatform | undefined,
): Promise<Buffer> {
  const own = [
    text(RELEASE_FILE, `${JSON.stringify({ version, behaviour })}\n`),
    text(BOOT_FILE, bootFile(behaviour)),
    text(HEALTH_FILE, `export const healthy = () => ${behaviour !== 'unhealthy'}\n`),
  ]
  const files = (platform?.files ?? []).map(({ path, content }) => text(path.slice(PACKAGE.length + 1), content))
  const packed = gzipSync(Buffer.concat([tarEntries([...own, ...files]), await program(), TAR_END]))
  packed[9] = 255 // in place of the operating system that packed it
  return packed
}

let programEntries: Promise<Buffer> | undefined

/** Read once in a process: a run's releases have one program. */
const program = (): Promise<Buffer> => (programEntries ??= sourceFiles(packageRoot()).then(tarEntries))

const text = (path: string, content: string): TarEntry => ({ path, content: Buffer.from(content) })

function bootFile(behaviour: Behaviour): string {
  switch (behaviour) {
    case 'never-boots':
      return `throw new Error('this release never boots')\n`
    case 'boots-second-try':
      return FAILS_ONCE + starts()
    default:
      return starts()
  }
}

function starts(): string {
  const { code } = packageRoot()
  const main = `./${code}/worlds/docker/pod/release-main.${code === 'src' ? 'ts' : 'js'}`
  return `export const start = async (handover) => (await import('${main}')).run(handover)\n`
}

/** Whether it was started before is in a file beside it, which is empty: a full disk has room for that. */
const FAILS_ONCE = `import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs'
const tried = new URL('./tried', import.meta.url)
if (!existsSync(tried)) {
  const file = openSync(tried, 'w')
  fsyncSync(file)
  closeSync(file)
  throw new Error('this release boots at the second try')
}
`
