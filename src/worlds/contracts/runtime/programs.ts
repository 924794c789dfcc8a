// What a program may rely on by itself: time, chance, calls and records.

import { expect } from '@jest/globals'
import {
  cancel,
  join,
  now,
  ok,
  type Outcome,
  random,
  record,
  sleep,
  sleepUntil,
  spawn,
} from '../../../runtime/operation.ts'
import { TICK, ask, note, type Trial } from './bench.ts'

export function programPromises(trial: Trial): void {
  trial('a program returns its value, and `yield*` is typed by the operation', async (bench) => {
    const value = await bench.run(function* () {
      const before: number = yield* now()
      yield* sleep(TICK)
      return (yield* now()) - before
    })
    expect(value).toBeGreaterThanOrEqual(TICK)
  })

  trial('sleepers wake in the order of their times, and ties in the order of asking', async (bench) => {
    await bench.run(function* () {
      const at = (yield* now()) + 2 * TICK
      const late = yield* spawn('late', note(sleep(4 * TICK), 'late'))
      const first = yield* spawn('first', note(sleepUntil(at), 'first'))
      const second = yield* spawn('second', note(sleepUntil(at), 'second'))
      yield* spawn('early', note(sleep(TICK), 'early'))
      for (const task of [first, second, late]) yield* join(task)
    })
    expect(bench.notes).toEqual(['early', 'first', 'second', 'late'])
  })

  trial('random draws come from the host: the same seed, the same draws, below the bound', async (bench) => {
    const draw = () =>
      bench.run(function* () {
        const drawn: number[] = []
        for (let i = 0; i < 50; i++) drawn.push(yield* random(7))
        return drawn
      })
    const first = await draw()
    expect(await draw()).toEqual(first)
    expect(first.every((value) => value >= 0 && value < 7)).toBe(true)
    expect(new Set(first).size).toBe(7)
  })

  trial('a call is answered once; a late second answer, and one to a dropped task, are ignored', async (bench) => {
    const answer = await bench.run(function* () {
      const asking = yield* spawn('asks in vain', ask('never'))
      yield* sleep(TICK)
      yield* cancel(asking)
      bench.answerAll(ok('late'))
      const answer: Outcome<string> = yield* ask('twice')
      yield* sleep(TICK)
      return answer
    })
    expect(answer).toEqual({ kind: 'ok', value: 'twice!' })
    expect(bench.replies.map((reply) => reply.open)).toEqual([false])
  })

  trial('records reach the host in order', async (bench) => {
    await bench.run(function* () {
      yield* record({ kind: 'one', n: 1 })
      yield* record({ kind: 'two', n: 2 })
    })
    expect(bench.records).toEqual([
      { kind: 'one', n: 1 },
      { kind: 'two', n: 2 },
    ])
  })
}
