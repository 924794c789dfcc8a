import { describe, expect, test } from '@jest/globals'
import { jobKey } from '../fleet/registry/keys.ts'
import type { Event } from '../history/event.ts'
import { manyUnitsSample, unitsSample } from './sample-units.ts'
import { unitLives } from './unit-lives.ts'
import { decisionsOf } from './unit-reasons.ts'
import { registriesOf, unitAtEnd } from './units-at-end.ts'
import { unitsSummary } from './units-summary.ts'

const { events } = unitsSample()

function atEnd(name: string, all: readonly Event[] = events) {
  const life = unitLives(all).get(name)!
  return unitAtEnd(life, registriesOf(all, new Set(decisionsOf(life))))
}
const whyOf = (name: string, all = events) => atEnd(name, all).why.map(({ says }) => says)
const without = (...kinds: readonly Event['kind'][]) => events.filter(({ kind }) => !kinds.includes(kind))

describe('where a unit is at the end', () => {
  test.each([
    ['web@1.service', 'launched', 'runs on m2', 12_219],
    ['agent.service', 'launched', 'runs on m0, m2', 1659],
    ['big.service', 'launched', 'nowhere', 1520],
    ['later.service', 'inactive', 'nowhere', undefined],
    ['once.service', 'destroyed', 'nowhere', 6600],
  ])('%s', (name, targetState, where, since) => {
    expect({ since: undefined, ...atEnd(name) }).toMatchObject({ targetState, where, since })
  })

  test('names who has not given it back', () => {
    const held = events.filter(({ at }) => at < 12_205)
    const claim: Event = {
      ...{ id: 'store/x', at: 12_204, source: 'store', seq: 999, kind: 'store.put' },
      ...{ key: jobKey('web@1.service', 'job-state'), value: 'm1', revision: 999 },
    }
    expect(atEnd('web@1.service', [...held, claim]).where).toBe(
      'scheduled to m2, does not run: m1 has not given it back',
    )
  })
})

describe('why it is there', () => {
  test('is who scheduled it and when, why there, and why it was moved', () => {
    expect(whyOf('web@1.service')).toEqual([
      'scheduled to m2 at revision 50 by the engine of m0, which led since revision 46: target state launched and unit not scheduled',
      'the only machine that could take it',
      'not m0: found conflict with locally-scheduled Unit([web@2.service])',
      'taken from m1 at revision 49 by the engine of m0, which led since revision 46: target Machine(m1) went away',
      'm2 has the claim since revision 51',
    ])
  })

  test('judges other machines as they were when it was scheduled, not as they are', () => {
    expect(whyOf('web@2.service').slice(1)).toEqual([
      'of 2 that could take it, by name the first of the least loaded: it had 0 units, m2 had 0',
      'not m1: found conflict with locally-scheduled Unit([web@1.service])',
      'm0 has the claim since revision 15',
    ])
  })

  test('groups machines with one reason', () => {
    expect(whyOf('big.service')).toEqual([
      'no machine has it: m0, m1, m2: local Machine metadata insufficient',
      'at the end, no machine has it: m0, m2: local Machine metadata insufficient',
    ])
  })

  test('of a unit that may be everywhere is what it is, and since when', () => {
    expect(whyOf('agent.service')).toEqual([
      'it is global: every machine that can take it has it',
      'to be launched since revision 21',
    ])
  })

  test('is what an agent could not do, where it does not run', () => {
    const event = {
      id: 'm1.1/x',
      at: 15_000,
      source: 'm1.1',
      seq: 99,
      kind: 'unit.task-failed',
      task: 'start',
    } as const
    const failed = (unit: string): Event => ({ ...event, machine: 'm1', unit, why: 'no such program' })
    expect(whyOf('big.service', [...events, failed('big.service')])[0]).toBe('m1 could not start it: no such program')
    expect(whyOf('web@1.service', [...events, failed('web@1.service')])).toEqual(whyOf('web@1.service'))
    expect(whyOf('once.service', [...events, failed('once.service')])).toEqual(['destroyed at revision 42'])
  })

  test('is read from the registry where no engine said it, as after a lost answer', () => {
    const [placed, , , taken] = whyOf('web@1.service', without('unit.placed', 'unit.displaced'))
    expect(placed).toBe(
      'scheduled to m2 at revision 50, under the engine of m0, which led since revision 46: no engine said why',
    )
    expect(taken).toBe(
      'taken from m1 at revision 49, under the engine of m0, which led since revision 46: no engine said why, but m1 was not present any more',
    )
    const silent = without('unit.displaced', 'unit.placed').filter(({ at }) => at < 12_200)
    expect(whyOf('web@1.service', silent)[0]).toBe(
      'no machine has it: m2 could take it, and the engine of m0 leads; m0: found conflict with locally-scheduled Unit([web@2.service])',
    )
  })

  test('names an engine that placed it while another one led', () => {
    const stranger = events.map((event): Event => (event.kind === 'unit.placed' ? { ...event, source: 'm2.1' } : event))
    expect(whyOf('web@1.service', stranger)[0]).toContain('at revision 50 by the engine of m2, while that of m0 led: ')
  })

  test.each([
    [
      'web@1.service',
      'm2',
      'm0',
      'as the registry stood, m0 could not take it: found conflict with locally-scheduled Unit([web@2.service])',
    ],
    [
      'web@2.service',
      'm0',
      'm2',
      'one of 2 that could take it, and not the one that fleet asks first: it had 0 units, m0 had 0',
    ],
  ])('says so where fleet would not have chosen it: %s', (unit, from, to, why) => {
    const key = jobKey(unit, 'target')
    const elsewhere = events.map((event): Event =>
      event.kind === 'store.put' && event.key === key && event.value === from ? { ...event, value: to } : event,
    )
    expect(whyOf(unit, elsewhere)[1]).toBe(why)
  })

  test('is not asked of a thousand machines one by one', () => {
    const { events: many } = manyUnitsSample(1, 1000, 0)
    expect(whyOf('app-0@0.service', many)[1]).toBe('1,000 machines were present')
  })
})

test('the summary names those that do not run', () => {
  expect(unitsSummary(events)).toBe('3 of 4 units that are to run do; big.service does not')
  expect(unitsSummary(events.slice(0, 5))).toBeUndefined()
})
