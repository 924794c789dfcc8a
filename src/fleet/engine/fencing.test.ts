import { describe, expect, test } from '@jest/globals'
import { jobKey, metadataKey } from '../registry/keys.ts'
import { createUnit } from '../registry/units.ts'
import { remove, type Txn } from '../../store/contract.ts'
import { engineTrial, ignoring, ofKind, onTxn, SERVICE, SUCCESSION_MS } from './engine-fixture.ts'
import { ENGINE_RULES, type EngineRules } from './rules.ts'

const NAMES = ['a', 'b', 'c']

describe('fencing', () => {
  test('a leader that was paused past its lease writes nothing, whenever that was', () => {
    const atWork = new Set<boolean>()
    for (let ms = 0; ms < 25; ms++) {
      const t = engineTrial(NAMES)
      t.pass(1000)
      const { host } = t.find(t.leader() as string)
      t.run(t.desk, ignoring(createUnit('u.service', SERVICE, 'launched')))
      t.pass(ms)
      host.frozen = true
      t.pass(SUCCESSION_MS)
      const placed = t.stored().get('job/u.service/target')
      expect(placed).toBeDefined()
      const successor = t.leader()
      expect(successor).not.toBe(host.name)
      const thawedAt = t.timers.now()
      const placements: unknown[] = []
      onTxn(host, ({ request }, send) => {
        if (JSON.stringify(request).includes(jobKey('u.service', 'target'))) placements.push(request)
        send()
      })
      t.kernel.unfreeze(host)
      t.pass(1000)
      expect(t.stored().get('job/u.service/target')).toEqual(placed)
      expect(t.leader()).toBe(successor)
      const said = host.told.filter(({ at }) => at >= thawedAt).map(({ kind }) => kind)
      expect(said).toContain('engine.yields')
      expect(placements).toEqual([])
      // An answer that came in time is told late: the write was of before the pause.
      atWork.add(said.includes('unit.placed'))
    }
    expect(atWork).toEqual(new Set([true, false]))
  })

  test('a write of a leader that arrives after its term is refused by the store', () => {
    const arrivals = (rules: EngineRules): string | undefined => {
      const t = engineTrial(NAMES, rules)
      t.pass(1000)
      const { host } = t.find(t.leader() as string)
      // What it sends now is held back, and let through when another has led.
      const held: (() => void)[] = []
      onTxn(host, (_, send) => void held.push(send))
      t.create('u.service')
      t.pass(200)
      expect(held).toHaveLength(1)
      t.find(host.name).crash()
      t.pass(SUCCESSION_MS)
      // The successor placed it; it is set free by hand, so that nothing but the fence stands in the way.
      expect(t.target('u.service')).toBeDefined()
      t.daemons.forEach(({ crash }) => crash())
      t.ask(t.desk, remove({ key: jobKey('u.service', 'target') }))
      t.pass(50)
      held.forEach((send) => send())
      t.pass(50)
      return t.target('u.service')
    }
    expect(arrivals(ENGINE_RULES)).toBeUndefined()
    const guarded: EngineRules['guarded'] = (...asked) => ENGINE_RULES.guarded(...asked).slice(1)
    expect(arrivals({ ...ENGINE_RULES, guarded })).toBeDefined()
  })
})

describe('a placement that races with', () => {
  /** Two units are decided on at once; something happens before the store hears of it. */
  function racing(meanwhile: (t: ReturnType<typeof engineTrial>) => void) {
    const t = engineTrial([])
    const { host } = t.daemon('a')
    t.pass(1000)
    t.create('u.service', 'MachineMetadata=zone=z')
    t.create('v.service', 'MachineMetadata=zone=z')
    const seen: number[] = []
    onTxn(host, (envelope, send) => {
      seen.push((envelope.request as Txn).then.length)
      t.timers.callAt(t.timers.now() + (seen.length === 1 ? 200 : 0), send)
    })
    t.store(metadataKey('a', 'zone'), 'z')
    meanwhile(t)
    t.pass(2000)
    return { t, host, seen }
  }

  test('nothing is one transaction', () => {
    const { t, seen } = racing(() => undefined)
    expect(seen).toEqual([2])
    expect([t.target('u.service'), t.target('v.service')]).toEqual(['a', 'a'])
  })

  test('a destroy writes nothing, and places the others', () => {
    const { t, host, seen } = racing((each) => each.destroy('u.service'))
    expect([...t.stored().keys()].filter((key) => key.startsWith('job/u.service'))).toEqual([])
    expect(t.target('v.service')).toBe('a')
    expect(ofKind(host.told, 'unit.placed')).toMatchObject([{ unit: 'v.service' }])
    expect(seen).toEqual([2, 1, 1]) // all, the one that is gone; the other one is decided on again
  })

  test('a destroy and a new unit of that name decides anew', () => {
    const { t, host } = racing((each) => {
      each.destroy('u.service')
      each.create('u.service', 'MachineMetadata=zone=y')
    })
    expect([t.target('u.service'), t.target('v.service')]).toEqual([undefined, 'a'])
    expect(ofKind(host.told, 'unit.placed')).toMatchObject([{ unit: 'v.service' }])
  })

  test('a placement by hand writes nothing', () => {
    const { t, host } = racing((each) => each.store(jobKey('u.service', 'target'), 'a'))
    expect(ofKind(host.told, 'unit.placed')).toMatchObject([{ unit: 'v.service' }])
    expect(t.stored().get('job/u.service/target')?.version).toBe(1)
  })
})
