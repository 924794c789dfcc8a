// What a disk promises of its small files.

import { expect } from '@jest/globals'
import { type DiskFile, readFile, writeFile } from '../../../updates/engine/ports.ts'
import { type DiskBench, type DiskMachine, only, promise } from './bench.ts'

const FILES: readonly DiskFile[] = ['slots', 'engine', 'update.conf']
/** Milliseconds into a write. */
const CUTS = [0, 1, 2, 3, 5, 20, 100] as const

export function filePromises(bench: () => DiskBench): void {
  promise('a disk as delivered has no files', bench, async (machine) => {
    for (const file of FILES) expect(await read(machine, file)).toBe(null)
  })

  promise('what is written is read, each file on its own, and by later boots', bench, async (machine) => {
    for (const file of FILES) expect(await write(machine, file, `${file} ü\u2028\n`)).toMatchObject({ kind: 'ok' })
    for (const file of FILES) expect(await read(machine, file)).toBe(`${file} ü\u2028\n`)
    await machine.interrupt({ kind: 'read-file', file: 'slots' }, 0)
    for (const file of FILES) expect(await read(machine, file)).toBe(`${file} ü\u2028\n`)
  })

  promise('a file is replaced as a whole, and an empty one is not an absent one', bench, async (machine) => {
    await write(machine, 'engine', 'a long text')
    await write(machine, 'engine', '')
    expect(await read(machine, 'engine')).toBe('')
  })

  promise('a power cut in the middle of a write leaves the old text or the new one', bench, async (machine) => {
    await write(machine, 'slots', 'old')
    for (const [index, afterMs] of CUTS.entries()) {
      const old = await read(machine, 'slots')
      const text = `${index}`.repeat(20_000)
      await machine.interrupt({ kind: 'write-file', file: 'slots', text }, afterMs)
      expect([old, text].indexOf(await read(machine, 'slots'))).not.toBe(-1)
    }
    expect(await write(machine, 'slots', 'new')).toMatchObject({ kind: 'ok' })
    expect(await read(machine, 'slots')).toBe('new')
  })

  promise('on a full disk a file does not grow, and its old text stands', bench, async (machine) => {
    await write(machine, 'engine', 'old')
    await machine.fill()
    expect(await write(machine, 'engine', 'longer'.repeat(50_000))).toMatchObject({ kind: 'fail' })
    expect(await write(machine, 'update.conf', 'new'.repeat(50_000))).toMatchObject({ kind: 'fail' })
    expect([await read(machine, 'engine'), await read(machine, 'update.conf')]).toEqual(['old', null])
    // the table of slots needs no room: else nothing would take the tries of a bad release
    expect(await write(machine, 'slots', 'a table')).toMatchObject({ kind: 'ok' })
    await machine.free()
    expect(await write(machine, 'engine', 'longer')).toMatchObject({ kind: 'ok' })
    expect(await read(machine, 'engine')).toBe('longer')
  })
}

const read = (machine: DiskMachine, file: DiskFile) => machine.run(only(readFile(file)))
const write = (machine: DiskMachine, file: DiskFile, text: string) => machine.run(only(writeFile(file, text)))
