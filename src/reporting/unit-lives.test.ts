import { describe, expect, test } from '@jest/globals'
import type { Event, Fact } from '../history/event.ts'
import { unitsSample } from './sample-units.ts'
import { gapsOf, runningOf } from './unit-gaps.ts'
import { unitLives } from './unit-lives.ts'

const END = 20_000
const lives = unitLives(unitsSample().events)
const life = (name: string) => lives.get(name)!

const eventsOf = (...facts: readonly (readonly [number, Fact])[]): readonly Event[] =>
  facts.map(([at, fact], index) => ({ id: `w/${index}`, at, source: 'm0.1', seq: index + 1, ...fact }))
const up = (process: string): Fact => ({ kind: 'unit.up', machine: 'm0', unit: 'a', process, hash: '' })
const down = (process: string): Fact => ({ kind: 'unit.down', machine: 'm0', unit: 'a', process, how: 'killed' })

describe('the life of a unit', () => {
  test('is told by name, in order', () => {
    const names = ['agent.service', 'big.service', 'later.service', 'once.service', 'web@1.service', 'web@2.service']
    expect([...lives.keys()]).toEqual(names)
  })

  test('has a copy for each process, which ends with its machine', () => {
    expect(life('web@1.service').copies.map(({ machine, from, to, how }) => [machine, from, to, how])).toEqual([
      ['m1', 1219, 9000, 'm1 went off'],
      ['m2', 12_219, undefined, undefined],
    ])
  })

  test('has what it was scheduled to, as the store has it', () => {
    expect(life('web@1.service').scheduled.map(({ machine, from, to }) => [machine, from, to])).toEqual([
      ['m1', 1200, 12_100],
      ['m2', 12_200, undefined],
    ])
  })

  test('has gaps where it was to run and did not', () => {
    expect(gapsOf(life('web@1.service'), END)).toEqual([
      { from: 1100, to: 1219 },
      { from: 9000, to: 12_219 },
    ])
    expect(gapsOf(life('big.service'), END)).toEqual([{ from: 1500, to: END }])
    expect(gapsOf(life('later.service'), END)).toEqual([])
  })

  test('a global unit runs while a copy does', () => {
    expect(runningOf(life('agent.service'), END)).toEqual([{ from: 1659, to: END }])
  })

  test('ends where it is destroyed', () => {
    expect(life('once.service').destroyed?.from).toBe(6600)
    expect(life('once.service').wanted.map(({ from, to }) => [from, to])).toEqual([[1700, 6600]])
  })

  test('an end is that of the process that it names', () => {
    const [first, second] = unitLives(eventsOf([1, up('p1')], [2, up('p2')], [3, down('p1')])).get('a')!.copies
    expect([first?.to, second?.to]).toEqual([3, undefined])
  })

  test('is on its way until its manager says otherwise', () => {
    const { changing } = life('web@1.service')
    expect(changing.map(({ machine, from, to }) => [machine, from, to])).toEqual([
      ['m1', 1216, 2710],
      ['m2', 12_216, 13_710],
    ])
  })
})
