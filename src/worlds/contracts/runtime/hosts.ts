// What becomes of the programs of a host that is frozen, set to another time, or switched off.

import { expect } from '@jest/globals'
import { now, record, sleep, spawn, wallClock } from '../../../runtime/operation.ts'
import { TICK, note, type Trial } from './bench.ts'

export function hostPromises(trial: Trial): void {
  trial('a frozen host resumes nothing; thawed, it resumes in the order in which things fell due', async (bench) => {
    const host = bench.host('frozen')
    const root = bench.start(host, function* () {
      yield* spawn('b', note(sleep(3 * TICK), 'b'))
      yield* spawn('a', note(sleep(2 * TICK), 'a'))
      yield* sleep(4 * TICK)
      yield* record({ kind: 'note', text: 'root' })
    })
    host.frozen = true
    await bench.run(function* () {
      yield* sleep(8 * TICK)
      yield* record({ kind: 'note', text: 'thaw' })
    })
    bench.runner.kernel.unfreeze(host)
    await bench.runner.until(root.ended)
    expect(bench.notes).toEqual(['thaw', 'a', 'b', 'root'])
  })

  trial('a wall clock that is set shows another time, and nothing that is waited for moves', async (bench) => {
    const AHEAD = 3_600_000
    const host = bench.host('skewed')
    const root = bench.start(host, function* () {
      const before = { wall: yield* wallClock(), now: yield* now() }
      yield* sleep(2 * TICK)
      return { wall: (yield* wallClock()) - before.wall, now: (yield* now()) - before.now }
    })
    host.skewMs = AHEAD
    const ending = await bench.runner.until(root.ended)
    if (ending.kind !== 'returned') throw new Error(ending.kind)
    expect(ending.value.wall).toBeGreaterThanOrEqual(AHEAD + 2 * TICK)
    expect(ending.value.now).toBeGreaterThanOrEqual(2 * TICK)
    expect(ending.value.now).toBeLessThan(AHEAD)
  })

  trial('power off: dropping the root drops everything below it', async (bench) => {
    const root = bench.start(bench.host('doomed'), function* () {
      yield* spawn('child', note(sleep(2 * TICK), 'child'))
      yield* sleep(TICK)
      yield* sleep(TICK)
      yield* record({ kind: 'note', text: 'root' })
    })
    bench.runner.kernel.drop(root.task)
    await bench.run(function* () {
      yield* sleep(6 * TICK)
    })
    expect(bench.notes).toEqual([])
    expect(await root.ended).toEqual({ kind: 'dropped' })
  })
}
