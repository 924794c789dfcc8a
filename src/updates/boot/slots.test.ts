import type { SlotName } from '../../history/event.ts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { SlotAttributes } from './gpt-attributes.ts'
import { FACTORY, installed, markGood, nextBoot, passiveSlot, prioritize, type SlotTable } from './slots.ts'

const attributes = (priority: number, tries: number, successful: number): SlotAttributes => ({
  priority,
  tries,
  successful: successful === 1,
})
type Row = readonly [priority: number, tries: number, successful: number]
const table = (a: Row, b: Row): SlotTable => ({ a: attributes(...a), b: attributes(...b) })

const anyAttributes = fc.record({ priority: fc.nat(15), tries: fc.nat(15), successful: fc.boolean() })
const anyTable = fc.record({ a: anyAttributes, b: anyAttributes })
const anySlot = fc.constantFrom<SlotName>('a', 'b')

describe('slots', () => {
  const healthyOnA = table([2, 0, 1], [1, 0, 1])
  const written = table([1, 0, 1], [2, 1, 0])
  const picked = table([1, 0, 1], [2, 0, 0])

  test('healthy on A: A boots, and nothing is written', () =>
    expect(nextBoot(healthyOnA)).toEqual({ kind: 'boot', slot: 'a', table: healthyOnA, write: false }))
  test('B written, to be applied on the next start', () => expect(installed(healthyOnA, 'b')).toEqual(written))
  test('the loader picks B and takes its only try', () =>
    expect(nextBoot(written)).toEqual({ kind: 'boot', slot: 'b', table: picked, write: true }))
  test('the boot of B was good', () => expect(markGood(picked, 'b')).toEqual(table([1, 0, 1], [2, 0, 1])))
  test('B died or was rebooted before that: A boots again', () =>
    expect(nextBoot(picked)).toEqual({ kind: 'boot', slot: 'a', table: picked, write: false }))
  test('back on A, whose boot is good: A is on top again', () =>
    expect(markGood(picked, 'a')).toEqual(table([2, 0, 1], [1, 0, 0])))

  test('the first update of a machine as delivered', () => {
    expect(nextBoot(FACTORY)).toEqual({ kind: 'boot', slot: 'a', table: FACTORY, write: false })
    expect(markGood(FACTORY, 'a')).toEqual(table([1, 0, 1], [0, 0, 0]))
    expect(installed(FACTORY, 'b')).toEqual(written)
  })

  test('several tries are several starts', () => {
    const first = nextBoot(installed(healthyOnA, 'b', 2))
    expect(first).toMatchObject({ kind: 'boot', slot: 'b', table: table([1, 0, 1], [2, 1, 0]) })
    if (first.kind === 'boot') expect(nextBoot(first.table)).toMatchObject({ slot: 'b', table: picked })
  })

  test('with both slots bad the machine is lost', () =>
    expect(nextBoot(table([1, 0, 0], [2, 0, 0]))).toEqual({ kind: 'none' }))

  test('a slot that never was good comes back down after exactly its tries', () => {
    fc.assert(
      fc.property(anyTable, anySlot, fc.integer({ min: 1, max: 15 }), (before, running, tries) => {
        let now = installed(markGood(before, running), passiveSlot(running), tries)
        for (let boot = 0; boot <= tries + 1; boot++) {
          const next = nextBoot(now)
          expect(next).toMatchObject({ kind: 'boot', slot: boot < tries ? passiveSlot(running) : running })
          if (next.kind === 'boot') now = next.table
        }
      }),
    )
  })

  test('a slot that was good boots for ever, and the table is not written', () => {
    fc.assert(
      fc.property(anyTable, anySlot, (before, slot) => {
        const good = markGood(before, slot)
        expect(nextBoot(good)).toEqual({ kind: 'boot', slot, table: good, write: false })
        expect(markGood(good, slot)).toEqual(good)
      }),
    )
  })

  test('ranking touches priorities only', () => {
    fc.assert(
      fc.property(anyTable, anySlot, (before, slot) => {
        const after = prioritize(before, slot)
        for (const name of ['a', 'b'] as const) {
          expect({ ...after[name], priority: 0 }).toEqual({ ...before[name], priority: 0 })
        }
      }),
    )
  })
})
