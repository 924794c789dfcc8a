import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { list, type ReadEntry } from 'tar'
import { BEHAVIOURS } from '../../world.ts'
import { measureBytes, temporary } from '../pod/disk-fixture.ts'
import { releaseArchive } from './archive.ts'
import { Releases } from './releases.ts'
import { tarEntries } from './tar-file.ts'

describe('the archive of a release', () => {
  test('is the same bytes whenever it is built, and other bytes for another version', async () => {
    const [first, again, other] = await Promise.all(
      ['2.0.0', '2.0.0', '2.0.1'].map((version) => releaseArchive(version, 'boots', undefined)),
    )
    expect(first!.equals(again!)).toBe(true)
    expect(first!.equals(other!)).toBe(false)
  })

  test('holds what the boot loader looks for, the program without its tests, and what a variant needs', async () => {
    const file = { path: '/opt/seatrial/outside/home/mine.ts', content: 'export default 1' }
    const platform = { entry: file.path, files: [file] }
    const archive = await releaseArchive('2.0.0', 'boots', platform)
    const paths: string[] = []
    const times = new Set([archive.readUInt32LE(4)])
    const onReadEntry = ({ path, mtime }: ReadEntry): void => {
      paths.push(path)
      times.add(Number(mtime))
    }
    list({ sync: true, strict: true, onReadEntry }).end(gunzipSync(archive))
    expect([...times]).toEqual([0])
    expect(paths.slice(0, 4)).toEqual(['release.json', 'boot.mjs', 'health.mjs', 'outside/home/mine.ts'])
    expect(paths).toContain('package.json')
    expect(paths).toContain('src/worlds/docker/pod/release-main.ts')
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([])
  })

  test('a path that no tar archive can hold is refused', () => {
    expect(() => tarEntries([{ path: 'x'.repeat(300), content: Buffer.alloc(0) }])).toThrow(/too long/)
  })
})

describe('the releases of a run', () => {
  test.each(BEHAVIOURS)('%s: what is declared and what is served agree, or not, as it is named', async (behaviour) => {
    const releases = new Releases(undefined)
    const { declared, served } = await releases.build('2.0.0', behaviour)
    await using folder = await temporary()
    const measured = await measureBytes(folder.path, served, declared.signature, releases.publicKey)
    const wrong = [
      ...(measured.size < declared.size ? ['short'] : []),
      ...(measured.sha256 === declared.sha256 ? [] : ['hash']),
      ...(measured.signature === 'valid' ? [] : ['signature']),
    ]
    const expected: Partial<Record<typeof behaviour, readonly string[]>> = {
      corrupt: ['hash', 'signature'],
      truncated: ['short', 'hash', 'signature'],
      'wrong-size': ['short'],
      'bad-signature': ['signature'],
    }
    expect(wrong).toEqual(expected[behaviour] ?? [])
    expect((await releases.build('2.0.0', behaviour)).declared).toEqual(declared)
    expect(createHash('sha256').update(served).digest('base64')).toBe(measured.sha256)
  })
})
