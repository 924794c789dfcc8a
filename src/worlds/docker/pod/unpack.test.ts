import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { Header } from 'tar'
import { TAR_END } from '../updates/tar-file.ts'
import { archiveOf, temporary } from './disk-fixture.ts'
import { contentOf, deliver, slotFolder } from './slots.ts'
import { unpack } from './unpack.ts'

const RELEASE = { 'release.json': '{"version":"2.0.0"}', 'src/a.ts': 'export {}' }
const GOOD = archiveOf(RELEASE)

async function bench() {
  const folder = await temporary()
  const root = join(folder.path, 'disk')
  deliver(root)
  const put = (archive: Buffer, goesOn = () => true) => {
    writeFileSync(join(root, 'archive'), archive)
    return unpack(root, 'b', join(root, 'archive'), 'its hash', goesOn)
  }
  return { root, put, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

/** One entry that tar would make something else of than a file. */
function special(path: string, type: 'SymbolicLink' | 'Link' | 'FIFO' | 'File', linkpath = ''): Buffer {
  const block = Buffer.alloc(512)
  new Header({ path, type, linkpath, size: 0, mode: 0o644, mtime: new Date(0) }).encode(block, 0)
  return gzipSync(Buffer.concat([block, gunzipSync(GOOD)]))
}

describe('a slot', () => {
  test('holds what was unpacked, and nothing of what was there before', async () => {
    await using bench_ = await bench()
    const { root, put } = bench_
    await put(archiveOf({ ...RELEASE, 'old.ts': '' }))
    expect(await put(GOOD)).toEqual({ kind: 'ok', value: { version: '2.0.0', payload: 'its hash' } })
    expect(contentOf(root, 'b')).toEqual({ version: '2.0.0', payload: 'its hash' })
    expect(readFileSync(join(slotFolder(root, 'b'), 'src/a.ts'), 'utf8')).toBe('export {}')
    expect(existsSync(join(slotFolder(root, 'b'), 'old.ts'))).toBe(false)
  })

  test.each<[string, Buffer]>([
    ['bytes that are no archive', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['half an archive', GOOD.subarray(0, GOOD.length / 2)],
    ['zeros in gzip', gzipSync(TAR_END)],
    ['an archive that says nothing of its version', archiveOf({ 'src/a.ts': '' })],
    ['a version that is no text', archiveOf({ 'release.json': '{"version":2}' })],
    ['a symbolic link', special('link', 'SymbolicLink', '/etc/passwd')],
    ['a hard link', special('link', 'Link', '/etc/passwd')],
    ['a pipe', special('pipe', 'FIFO')],
    ['a path that leads out', special('../../outside', 'File')],
    ['an absolute path', special('/tmp/seatrial-outside', 'File')],
  ])('%s is refused, and the slot is empty', async (_, archive) => {
    await using bench_ = await bench()
    const { root, put } = bench_
    await put(GOOD)
    expect(await put(archive)).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('no archive of a release'),
    })
    expect([contentOf(root, 'b'), existsSync(slotFolder(root, 'b'))]).toEqual([undefined, false])
    expect(existsSync(join(root, 'outside'))).toBe(false)
    expect(contentOf(root, 'a')).toEqual({ version: '1.0.0', payload: null })
  })

  test('is not finished for somebody who is gone', async () => {
    await using bench_ = await bench()
    const { root, put } = bench_
    expect(await put(GOOD, () => false)).toMatchObject({ kind: 'fail' })
    expect(contentOf(root, 'b')).toBe(undefined)
  })

  test('files without a label are no content, and a disk is delivered once', async () => {
    await using bench_ = await bench()
    const { root } = bench_
    mkdirSync(slotFolder(root, 'b'), { recursive: true })
    writeFileSync(join(slotFolder(root, 'b'), 'release.json'), RELEASE['release.json'])
    expect(contentOf(root, 'b')).toBe(undefined)
    await unpack(root, 'a', join(root, 'none'), '', () => true)
    deliver(root)
    expect(contentOf(root, 'a')).toBe(undefined)
  })
})
