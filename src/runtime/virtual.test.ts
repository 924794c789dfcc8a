import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { runtimeContract } from '../worlds/contracts/runtime.ts'
import { virtualRunner } from './virtual.ts'

runtimeContract('virtual', () => {
  const { kernel, timers } = virtualRunner()
  return {
    kernel,
    async until(promise) {
      let kept = false
      const watched = promise.finally(() => (kept = true))
      for (let until = timers.now() + 10; !kept && until < 100_000; until += 10) {
        timers.advance(until)
        await Promise.resolve()
        await Promise.resolve()
      }
      return watched
    },
    close() {},
  }
})

test('the queue is ordered by (time, sequence), whatever is asked for and whenever', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20))), (asked) => {
      const { timers } = virtualRunner()
      const fired: { readonly at: number; readonly order: number }[] = []
      let order = 0
      const ask = (at: number) => {
        const mine = order++
        timers.callAt(at, () => fired.push({ at: timers.now(), order: mine }))
      }
      for (const [at, then] of asked) {
        ask(at)
        timers.callAt(at, () => ask(at + then)) // asked for while the queue is at work
      }
      timers.advance(1000)
      expect(fired).toHaveLength(2 * asked.length)
      for (const [index, each] of fired.entries()) {
        const before = fired[index - 1]
        if (!before) continue
        expect(before.at < each.at || (before.at === each.at && before.order < each.order)).toBe(true)
      }
    }),
  )
})
