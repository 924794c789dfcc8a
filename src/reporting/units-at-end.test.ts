import { describe, expect, test } from '@jest/globals'
import { jobKey } from '../fleet/registry/keys.ts'
import type { Event } from '../history/event.ts'
import { unitsSample } from './sample-units.ts'
import { unitLives } from './unit-lives.ts'
import { registriesOf, unitAtEnd } from './units-at-end.ts'
import { unitsSummary } from './units-summary.ts'

const { events } = unitsSample()

function atEnd(name: string, all: readonly Event[] = events) {
  const life = unitLives(all).get(name)!
  return unitAtEnd(life, registriesOf(all, new Set(life.scheduled.map(({ index }) => index))))
}
const whyOf = (name: string, all = events) => atEnd(name, all).why.map(({ says }) => says)
const without = (kind: Event['kind']) => events.filter((event) => event.kind !== kind)

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
  test('is the last word of the engine, what stood against others, and why it was moved', () => {
    expect(whyOf('web@1.service')).toEqual([
      'scheduled to m2: target state launched and unit not scheduled',
      'not m0: found conflict with locally-scheduled Unit([web@2.service])',
      'taken from m1: target Machine(m1) went away',
    ])
  })

  test('judges other machines as they were when it was scheduled, not as they are', () => {
    expect(whyOf('web@2.service')).toEqual([
      'scheduled to m0: target state launched and unit not scheduled',
      'm2 could have taken it too',
      'not m1: found conflict with locally-scheduled Unit([web@1.service])',
    ])
  })

  test('groups machines with one reason', () => {
    expect(whyOf('big.service')).toEqual(['no machine can take it: m0, m1, m2: local Machine metadata insufficient'])
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
    expect(whyOf('once.service', [...events, failed('once.service')])).toEqual(['destroyed'])
  })

  test('does not claim a word that no engine said', () => {
    expect(whyOf('web@1.service', without('unit.placed'))).toEqual([
      'scheduled to m2; no engine said why',
      'not m0: found conflict with locally-scheduled Unit([web@2.service])',
      'taken from m1: target Machine(m1) went away',
    ])
    expect(whyOf('web@1.service', without('unit.displaced')).at(-1)).toBe(
      'taken from m1 at 00:12.100; no engine said why',
    )
    const silent = without('unit.displaced').filter(({ at }) => at < 12_200)
    expect(whyOf('web@1.service', silent)[0]).toBe('scheduled to none since 00:12.100; no engine said why')
  })
})

test('the summary names those that do not run', () => {
  expect(unitsSummary(events)).toBe('3 of 4 units that are to run do; big.service does not')
  expect(unitsSummary(events.slice(0, 5))).toBeUndefined()
})
