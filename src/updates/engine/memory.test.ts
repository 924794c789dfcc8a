import { describe, expect, test } from '@jest/globals'
import { type Call, fail, ok, type Program } from '../../runtime/operation.ts'
import { EngineMemory } from './memory.ts'
import type { DiskRequest } from './ports.ts'
import { NO_PREFS } from './prefs.ts'
import { encodePrefs } from './prefs-codec.ts'

/** Runs a program on a disk, each of whose operations answers with the next of these. */
function onDisk<T>(program: Program<T>, answers: readonly unknown[]): { value: T; requests: DiskRequest[] } {
  const requests: DiskRequest[] = []
  for (let step = program.next(); ; step = program.next(answers[requests.length - 1])) {
    if (step.done) return { value: step.value, requests }
    requests.push((step.value as Call<unknown>).request as DiskRequest)
  }
}

describe("the engine's memory", () => {
  test('is what the disk has, and writes only what is new', () => {
    const before = { ...NO_PREFS, failed: ['2.0.0'] }
    const { value: memory } = onDisk(EngineMemory.open(), [encodePrefs(before)])
    expect(memory.prefs).toEqual(before)
    expect(onDisk(memory.change({ reports: [] }), [])).toEqual({ value: true, requests: [] })
    const text = encodePrefs({ ...before, failed: ['3.0.0'] })
    expect(onDisk(memory.change({ failed: ['3.0.0'] }), [ok(undefined)])).toEqual({
      value: true,
      requests: [{ kind: 'write-file', file: 'engine', text }],
    })
  })

  test('goes on with what could not be written, and writes it as soon as it can', () => {
    const { value: memory } = onDisk(EngineMemory.open(), [null])
    expect(onDisk(memory.change({ failed: ['2.0.0'] }), [fail('disk full')]).value).toBe(false)
    expect(memory.prefs.failed).toEqual(['2.0.0'])
    expect(onDisk(memory.change({}), [ok(undefined)])).toMatchObject({
      value: true,
      requests: [{ kind: 'write-file' }],
    })
  })

  test.each(['', '{"installed":', '[]'])('begins afresh with a damaged file: %s', (text) =>
    expect(onDisk(EngineMemory.open(), [text]).value.prefs).toEqual(NO_PREFS),
  )
})
