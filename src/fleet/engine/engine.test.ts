import { describe, expect, test } from '@jest/globals'
import { jobKey } from '../registry/keys.ts'
import { ENGINE_TTL_MS, TTL_MS } from '../session/session-fixture.ts'
import type { Snapshot } from '../snapshot.ts'
import { engineTrial, ofKind, SUCCESSION_MS } from './engine-fixture.ts'
import { ENGINE_RULES, type EngineRules } from './rules.ts'

const NAMES = ['a', 'b', 'c']

/** What all engines have said of units. */
const told = (t: ReturnType<typeof engineTrial>) =>
  t.daemons
    .flatMap(({ host }) => host.told)
    .filter(({ kind }) => kind.startsWith('unit.'))
    .toSorted((x, y) => x.at - y.at)

describe('TestCalculateClusterTasks', () => {
  test('places a unit that is wanted, says why, and then leaves it', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    t.create('u.service')
    t.pass(5000)
    expect(t.target('u.service')).toBe('a')
    const revision = t.stored().get('job/u.service/target')?.modRevision
    expect(told(t)).toMatchObject([
      {
        kind: 'unit.placed',
        unit: 'u.service',
        machine: 'a',
        why: 'target state launched and unit not scheduled',
        revision,
      },
    ])
  })

  test('takes a unit away that is to be inactive', () => {
    const t = engineTrial(NAMES)
    t.create('u.service')
    t.pass(1000)
    t.aim('u.service', 'inactive')
    t.pass(500)
    expect(t.target('u.service')).toBeUndefined()
    expect(told(t).at(-1)).toMatchObject({ kind: 'unit.displaced', machine: 'a', why: 'target state inactive' })
  })

  test('moves a unit whose machine went away', () => {
    const t = engineTrial(NAMES)
    t.create('u.service')
    t.pass(1000)
    t.find('a').crash()
    t.pass(TTL_MS + SUCCESSION_MS)
    expect(t.target('u.service')).toBe('b')
    expect(told(t).slice(-2)).toMatchObject([
      { kind: 'unit.displaced', machine: 'a', why: 'target Machine(a) went away' },
      { kind: 'unit.placed', machine: 'b' },
    ])
  })

  test('moves a unit that is on a machine that never was', () => {
    const t = engineTrial(NAMES)
    t.create('u.service')
    t.pass(1000)
    t.store(jobKey('u.service', 'target'), 'nobody')
    t.pass(1000)
    expect(t.target('u.service')).toBe('a')
  })
})

describe('the engine', () => {
  test('places more units than one transaction holds', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    for (let i = 0; i < 100; i++) t.create(`u${i}.service`)
    t.pass(2000)
    const targets = () => new Set(Array.from({ length: 100 }, (_, i) => t.target(`u${i}.service`)))
    expect(targets()).toEqual(new Set(['a', 'b', 'c']))
    t.find('a').crash()
    t.pass(TTL_MS + SUCCESSION_MS)
    expect(targets()).toEqual(new Set(['b', 'c']))
    expect(new Set(told(t).map(({ kind }) => kind))).toEqual(new Set(['unit.placed', 'unit.displaced']))
  })

  /** The engine's rules, and the snapshots that were decided on. */
  function watched() {
    const seen: Snapshot[] = []
    const planner: EngineRules['planner'] = () => {
      const real = ENGINE_RULES.planner()
      return {
        decide: (snapshot) => {
          seen.push(snapshot)
          return real.decide(snapshot)
        },
      }
    }
    return { seen, rules: { ...ENGINE_RULES, planner } }
  }

  test('is idle when nothing changes', () => {
    const { seen, rules } = watched()
    const t = engineTrial(NAMES, rules)
    t.create('u.service')
    t.pass(2000)
    const before = seen.length
    expect(before).toBeGreaterThan(0)
    t.pass(20 * ENGINE_TTL_MS)
    expect(seen).toHaveLength(before)
  })

  test('decides on nothing of before its term', () => {
    const { seen, rules } = watched()
    const t = engineTrial(NAMES, rules)
    t.pass(1000)
    t.create('u.service')
    t.find(t.leader() as string).crash()
    t.pass(SUCCESSION_MS)
    expect(
      ofKind(
        t.daemons.flatMap(({ host }) => host.told),
        'engine.leads',
      ),
    ).toHaveLength(2)
    expect(new Set(seen.map(({ leader }) => leader === undefined))).toEqual(new Set([false]))
  })

  test('says of a unit that no machine can take why not, once, and again when that changes', () => {
    const t = engineTrial(['a'])
    t.pass(1000)
    t.create('u.service', 'MachineMetadata=zone=z')
    t.pass(1000)
    t.create('v.service')
    t.pass(3000)
    const why = 'local Machine metadata insufficient'
    expect(ofKind(told(t), 'unit.unplaceable')).toMatchObject([{ unit: 'u.service', why: { a: why } }])
    const b = t.daemon('b', { engine: false })
    t.pass(1000)
    expect(ofKind(told(t), 'unit.unplaceable').at(-1)).toMatchObject({ unit: 'u.service', why: { a: why, b: why } })
    b.crash()
  })

  test('that is led anew decides on what the last leader wrote', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    const first = t.leader() as string
    t.find(first).crash()
    for (let i = 0; i < 9; i++) t.create(`u${i}.service`)
    t.pass(SUCCESSION_MS)
    expect(new Set(Array.from({ length: 9 }, (_, i) => t.target(`u${i}.service`)))).toEqual(new Set(NAMES))
  })
})
