// How tasks begin and end: parents and children, races, crashes.

import { expect } from '@jest/globals'
import { cancel, type Ending, firstOf, join, record, sleep, spawn } from '../../../runtime/operation.ts'
import { TICK, doomed, family, fragile, giving, note, throwing, type Trial } from './bench.ts'

export function taskPromises(trial: Trial): void {
  trial('a child ends with its parent', async (bench) => {
    await bench.run(function* () {
      const parent = yield* spawn('parent', family())
      yield* join(parent)
      yield* sleep(4 * TICK)
    })
    expect(bench.notes).toEqual(['parent'])
  })

  trial('a dropped task runs no further line, not even a finally, and neither do its children', async (bench) => {
    await bench.run(function* () {
      const task = yield* spawn('doomed', doomed())
      yield* sleep(TICK)
      yield* cancel(task)
      expect(yield* join(task)).toEqual({ kind: 'dropped' })
      yield* sleep(4 * TICK)
    })
    expect(bench.notes).toEqual(['begun'])
  })

  trial('join tells how a task ended: returned, threw, dropped; also when it has ended before', async (bench) => {
    const boom = new Error('boom')
    const endings = await bench.run(function* () {
      const good = yield* spawn('good', giving(7))
      const bad = yield* spawn('bad', throwing(boom))
      const endings: Ending<number>[] = [yield* join(good), yield* join(bad)]
      endings.push(yield* join(good))
      return endings
    })
    expect(endings).toEqual([
      { kind: 'returned', value: 7 },
      { kind: 'threw', error: boom },
      { kind: 'returned', value: 7 },
    ])
    expect(bench.crashes).toEqual([])
  })

  trial('first-of gives the winner by name and drops the others', async (bench) => {
    const won = await bench.run(function* () {
      const won = yield* firstOf({ slow: note(sleep(2 * TICK), 'slow'), quick: giving('q') })
      yield* sleep(4 * TICK)
      return won
    })
    expect(won).toEqual({ winner: 'quick', value: 'q' })
    expect(bench.notes).toEqual([])
  })

  trial('an error of a racer is thrown where first-of was yielded, and can be caught there', async (bench) => {
    const caught = await bench.run(function* () {
      try {
        yield* firstOf({ bad: throwing(new Error('racer')), slow: note(sleep(4 * TICK), 'slow') })
        return undefined
      } catch (error) {
        return error
      }
    })
    expect(caught).toEqual(new Error('racer'))
    expect(bench.crashes).toEqual([])
  })

  trial(
    'a program that throws has crashed, with its stack, and drops what it spawned; the rest goes on',
    async (bench) => {
      await bench.run(function* () {
        yield* spawn('fragile', fragile())
        yield* sleep(4 * TICK)
        yield* record({ kind: 'note', text: 'survivor' })
      })
      expect(bench.crashes).toHaveLength(1)
      const [crash] = bench.crashes
      expect(crash?.program).toBe('fragile')
      expect(crash?.error).toMatchObject({ stack: expect.stringContaining('fragile') })
      expect(bench.notes).toEqual(['survivor'])
    },
  )
}
