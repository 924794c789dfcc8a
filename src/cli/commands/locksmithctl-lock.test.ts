import { describe, expect, test } from '@jest/globals'
import { Desk, ME } from './locksmithctl-fixture.ts'

describe('locksmithctl status', () => {
  test('shows a group that there is not yet as a fresh one, and no holders', async () => {
    const desk = new Desk()
    expect(await desk.run('status')).toBe(0)
    expect(desk.printed).toEqual(['Available: 1', 'Max: 1'])
    expect(desk.document()).toBeNull()
    expect(desk.closed).toBe(1)
  })

  test('lists the holders, of its group alone', async () => {
    const desk = new Desk()
    desk.hold(['b', 'a'].toSorted(), 1, 'db')
    expect(await desk.run('status', undefined, { group: 'db' })).toBe(0)
    expect(desk.printed).toEqual(['Available: -1', 'Max: 1', '', 'MACHINE ID', 'a', 'b'])
  })
})

describe('locksmithctl lock and unlock', () => {
  test('say nothing when they have done it, for this machine or for another', async () => {
    const desk = new Desk()
    desk.hold([], 2)
    expect(await desk.run('lock')).toBe(0)
    expect(await desk.run('lock', 'a')).toBe(0)
    expect(desk.document()).toEqual({ semaphore: 0, max: 2, holders: ['a', ME] })
    expect(await desk.run('unlock', 'a')).toBe(0)
    expect(await desk.run('unlock')).toBe(0)
    expect(desk.document()).toEqual({ semaphore: 2, max: 2, holders: [] })
    expect([...desk.printed, ...desk.errors]).toEqual([])
  })

  test.each([
    ['lock', 'a', 'Error locking: holder exists'],
    ['lock', 'c', 'Error locking: semaphore is at -1'],
    ['unlock', 'c', 'Error unlocking: holder does not exist'],
  ])('%s %s of a full semaphore that a and b hold: %s', async (command, id, error) => {
    const desk = new Desk()
    desk.hold(['a', 'b'], 1)
    expect(await desk.run(command, id)).toBe(1)
    expect(desk.errors).toEqual([error])
    expect(desk.document()).toEqual({ semaphore: -1, max: 1, holders: ['a', 'b'] })
  })

  test.each([[undefined], ['']])('a machine id that reads %p is none', async (machineId) => {
    const desk = new Desk()
    desk.machineId = machineId
    expect(await desk.run('lock')).toBe(1)
    expect(await desk.run('unlock')).toBe(1)
    expect(desk.errors).toEqual(['Cannot read machine-id', 'Cannot read machine-id'])
  })

  test('an empty id is wrong usage', async () => expect(await new Desk().run('unlock', '')).toBe(2))

  test('a write that is not answered may have happened, and says so', async () => {
    const desk = new Desk()
    desk.onWrite = 'lost'
    expect(await desk.run('lock', 'a')).toBe(1)
    expect(desk.errors).toEqual(['Error locking: no answer in time (it may have happened: see the status)'])
  })

  test('a write that came too late did not happen, and does not say that it may have', async () => {
    const desk = new Desk()
    desk.onWrite = 'raced'
    expect(await desk.run('lock', 'a')).toBe(1)
    expect(desk.errors).toEqual(['Error locking: the semaphore changed meanwhile'])
    expect(desk.document()).toMatchObject({ holders: ['z'] })
  })
})

describe('locksmithctl set-max', () => {
  test.each([
    ['4', ['Old-Max: 1', 'Max: 4'], { semaphore: 2, max: 4, holders: ['a', 'b'] }],
    ['0', ['Old-Max: 1', 'Max: 0'], { semaphore: -2, max: 0, holders: ['a', 'b'] }],
    ['1', ['Old-Max: 1', 'Max: 1'], { semaphore: -1, max: 1, holders: ['a', 'b'] }],
  ])('%s prints what it was and is', async (max, lines, document) => {
    const desk = new Desk()
    desk.hold(['a', 'b'], 1)
    expect(await desk.run('set-max', max)).toBe(0)
    expect(desk.printed).toEqual(lines)
    expect(desk.document()).toEqual(document)
  })

  test.each([
    [undefined, 'New maximum value must be set.'],
    ['x', 'Invalid maximum value: x'],
    ['1.5', 'Invalid maximum value: 1.5'],
    ['-1', 'Invalid maximum value: -1'],
    ['', 'Invalid maximum value: '],
    ['99999999999999999999', 'Invalid maximum value: 99999999999999999999'],
  ])('%p is refused', async (max, error) => {
    const desk = new Desk()
    expect(await desk.run('set-max', max)).toBe(1)
    expect(desk.errors).toEqual([error])
  })

  test('prints no maximum that was not set', async () => {
    const desk = new Desk()
    desk.onWrite = 'lost'
    expect(await desk.run('set-max', '3')).toBe(1)
    expect(desk.printed).toEqual([])
    expect(desk.errors).toEqual(['Error setting value: no answer in time (it may have happened: see the status)'])
  })
})
