import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { SlotAttributes } from './gpt-attributes.ts'
import { nextPartition, prioritized } from './slots-priority.ts'

const partition = (priority: number, tries: number, successful: 0 | 1): SlotAttributes => ({
  priority,
  tries,
  successful: successful === 1,
})
const partitions = fc.array(fc.record({ priority: fc.nat(15), tries: fc.nat(15), successful: fc.boolean() }), {
  maxLength: 20,
})
const priorities = (list: readonly SlotAttributes[]): readonly number[] => list.map(({ priority }) => priority)

describe('nextPartition', () => {
  test('gptprio_test: tries two partitions before it falls back to a third', () => {
    let list: readonly SlotAttributes[] = [partition(3, 3, 0), partition(2, 2, 0), partition(1, 0, 1)]
    const booted: string[] = []
    for (let boot = 0; boot < 8; boot++) {
      const next = nextPartition(list)
      if (next.kind === 'none') throw new Error('nothing boots')
      list = next.partitions
      const tries = list[next.index]!.tries
      booted.push(`gpt${next.index + 2} ${tries}${next.write ? ' written' : ''}`) // gpt1 is the EFI system partition
    }
    expect(booted).toEqual([
      ...['gpt2 2 written', 'gpt2 1 written', 'gpt2 0 written', 'gpt3 1 written', 'gpt3 0 written'],
      ...['gpt4 0', 'gpt4 0', 'gpt4 0'],
    ])
    expect(list).toEqual([partition(3, 0, 0), partition(2, 0, 0), partition(1, 0, 1)])
  })

  test.each([
    ['the first of equals', [partition(2, 0, 1), partition(2, 0, 1)], 0],
    ['never priority 0, however good', [partition(0, 15, 1), partition(1, 0, 1)], 1],
    ['no higher one without tries and a good boot', [partition(15, 0, 0), partition(1, 1, 0)], 1],
  ])('boots %s', (_, list, index) => expect(nextPartition(list)).toMatchObject({ kind: 'boot', index }))

  test.each([[[]], [[partition(0, 1, 1)]], [[partition(2, 0, 0), partition(1, 0, 0)]]])('%j boots nothing', (list) =>
    expect(nextPartition(list)).toEqual({ kind: 'none' }),
  )

  test('takes a try of a successful one too', () =>
    expect(nextPartition([partition(1, 2, 1)])).toEqual({
      kind: 'boot',
      index: 0,
      partitions: [partition(1, 1, 1)],
      write: true,
    }))
})

describe('prioritized', () => {
  test.each([
    [[0, 0], 1, [0, 1]],
    [[2, 1], 1, [1, 2]],
    [[15, 7, 7, 0, 3], 2, [3, 2, 4, 0, 1]],
    [[15, 7, 7, 0, 3], 3, [3, 2, 2, 4, 1]],
    [
      [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
      15,
      [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 15],
    ],
  ])('%j with index %i on top is %j', (before, target, after) => {
    const list = before.map((priority) => partition(priority, 1, 0))
    expect(prioritized(list, target)).toEqual(after.map((priority) => partition(priority, 1, 0)))
  })

  test('the target is alone on top, nobody overtakes anybody, and twice is once', () => {
    fc.assert(
      fc.property(partitions, fc.nat(19), (before, target) => {
        fc.pre(target < before.length)
        const after = priorities(prioritized(before, target))
        const others = after.filter((_, at) => at !== target)
        expect(Math.max(0, ...others)).toBeLessThan(after[target]!)
        expect(after[target]).toBeLessThanOrEqual(15)
        const old = priorities(before)
        for (const [i, a] of old.entries()) {
          if (i === target) continue
          expect(after[i] === 0).toBe(a === 0)
          for (const [j, b] of old.entries()) {
            if (j !== target && a <= b) expect(after[i]).toBeLessThanOrEqual(after[j]!)
          }
        }
        expect(prioritized(prioritized(before, target), target)).toEqual(prioritized(before, target))
      }),
    )
  })
})
