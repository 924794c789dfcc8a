import { describe, expect, test } from '@jest/globals'
import { EngineBench } from './engine-fixture.ts'
import type { DiskRequest } from './ports.ts'

function bench(): EngineBench {
  const made = new EngineBench()
  made.offered = '2.0.0'
  made.boot()
  return made
}

const isWrite =
  (file: string, times = Infinity) =>
  (request: DiskRequest): boolean =>
    request.kind === 'write-file' && request.file === file && times-- > 0

describe('a full disk', () => {
  test.each<[string, number, (request: DiskRequest) => boolean]>([
    ['the file of the engine', 14, isWrite('engine', 1)],
    ['the slot', 5, ({ kind }) => kind === 'unpack'],
    ['the boot flags', 5, isWrite('slots', 1)],
  ])('at the write of %s fails the update with code %p, and it is tried again', (_, code, full) => {
    const made = bench()
    made.disk.full = full
    made.check()
    expect(made.of('update.failed')).toMatchObject([{ version: '2.0.0', code }])
    expect(made.desk.status.currentOperation).toBe('UPDATE_STATUS_IDLE')
    made.disk.full = () => false
    made.run(20_000)
    expect([made.rebootsWanted, made.disk.broken]).toEqual([1, []])
  })

  test('never lets the boot flags be set before the file knows of the update', () => {
    for (let writes = 0; writes < 6; writes++) {
      const made = bench()
      let left = writes
      made.disk.full = (request) => request.kind === 'write-file' && request.file === 'engine' && left-- <= 0
      made.check(5000)
      if (made.table.b.priority > 0) expect(JSON.parse(made.disk.files.engine!).installed.version).toBe('2.0.0')
      else expect(made.rebootsWanted).toBe(0)
      expect(made.disk.broken).toEqual([])
    }
  })

  test('at a download is told as such', () => {
    const made = bench()
    made.disk.fetches.push({ bytes: 4, code: 14 })
    made.check()
    expect(made.told).toEqual(['13/1', '3/0/14'])
  })
})
