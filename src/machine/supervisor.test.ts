import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { now, type Program, sleep, spawn } from '../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../store/store-fixture.ts'
import { Supervisor } from './supervisor.ts'

const A_WHILE_MS = 60_000

/** What was done to a daemon, and how long after the deed before. */
const deeds = fc.array(
  fc.record({
    what: fc.constantFrom('crash' as const, 'start' as const),
    afterMs: fc.constantFrom(0, 1, 5_000, 30_000),
  }),
  { maxLength: 12 },
)

test('whatever was done to a daemon and how fast: it runs if the last that was said is start, and only then', () => {
  fc.assert(
    fc.property(deeds, (done) => {
      let beats = 0
      function* daemon(): Program<void> {
        for (; ; beats++) yield* sleep(1_000)
      }
      const supervisor = new Supervisor('daemon', daemon, function* () {
        yield* now()
      })
      const seen: number[] = []
      new StoreBench(new StoreDouble()).run(
        (function* () {
          yield* spawn('supervisor', supervisor.run())
          for (const { what, afterMs } of done) {
            if (afterMs > 0) yield* sleep(afterMs) // else not even a turn passes
            if (what === 'crash') yield* supervisor.crash()
            else yield* supervisor.start()
          }
          yield* sleep(A_WHILE_MS)
          beats = 0
          yield* sleep(10_000)
          seen.push(beats)
        })(),
      )
      expect(seen).toEqual([done.at(-1)?.what === 'crash' ? 0 : 10])
    }),
    { seed: 20_261_124, numRuns: 500 },
  )
})

test('a daemon that was let go runs at once, and one that threw after its rest', () => {
  const begun: number[] = []
  const supervisor = new Supervisor(
    'daemon',
    function* () {
      begun.push(yield* now())
      if (begun.length === 2) throw new Error('a bug')
      yield* sleep(Infinity)
    },
    function* () {
      yield* now()
    },
  )
  new StoreBench(new StoreDouble()).run(
    (function* () {
      yield* spawn('supervisor', supervisor.run())
      yield* sleep(100)
      yield* supervisor.crash()
      yield* supervisor.start()
      yield* sleep(A_WHILE_MS)
    })(),
  )
  expect(begun).toEqual([0, 100, 10_100])
})
