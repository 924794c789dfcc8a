// How many may reboot at once, where the limit changes meanwhile or an operator frees a slot: histories by hand.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { LockStory } from './judge-locks-fixture.ts'
import { says } from './judge-updates-fixture.ts'

/** A machine hears of its slot some time after it was granted: others may have been granted theirs, and be off. */
describe('reboot-limit', () => {
  test.each([
    ['a slot from before the limit was raised', story().acquire('m0').setMax(2).acquire('m1')],
    ['a slot from before the limit was lowered', story().setMax(2).acquire('m1').acquire('m0').setMax(1)],
    ['one that was asked for again', story().setMax(2).acquire('m0').acquire('m1').setMax(1).acquireAgain('m0')],
    ['a slot that an operator freed just then', story().acquire('m0').unlock('m0').acquire('m1')],
  ])('is kept by %s', (_, granted) => {
    expect(violatedBy(granted.begin('m1').begin('m0').judged())).toEqual([])
  })

  test.each([
    ['m0', 'm1'],
    ['m1', 'm0'],
  ])('is broken by a slot that was taken over the lowered limit, whoever begins first (%s, %s)', (first, second) => {
    const told = story().setMax(2).acquire('m0').setMax(1).acquireOverMax('m1').begin(first).begin(second)
    expect(says(told.judged(), 'reboot-limit')).toMatch(/^2 machines rebooted at once: .*, limit 1\.$/)
  })

  test('is broken by a slot that was taken before an operator freed the other one', () => {
    const told = story().acquire('m0').acquireOverMax('m1').unlock('m0').begin('m1').begin('m0')
    expect(says(told.judged(), 'reboot-limit')).toMatch(/^2 machines rebooted at once: .*, limit 1\.$/)
  })
})

function story(): LockStory {
  return new LockStory(4)
}
