import { describe, expect, test } from '@jest/globals'
import { ENGINE_RULES } from './engine.ts'
import { pending } from './pending-fixture.ts'

describe('after the reboot', () => {
  test('the release that runs is reported with the one before it, once', () => {
    const made = pending()
    made.boot()
    made.run(50)
    expect(made.messages.map(({ apps }) => apps[0])).toMatchObject([
      { version: '2.0.0', events: [{ type: 3, result: 2, previousVersion: '1.0.0' }] },
    ])
    expect(made.messages[0]!.apps[0]!.updateCheck).toBeUndefined()
    made.boot()
    made.run(5000)
    expect(made.told).toEqual(['3/2'])
  })

  test('the next update goes into the slot that was left', () => {
    const made = pending()
    made.boot()
    made.offered = '3.0.0'
    made.check()
    made.boot()
    expect([made.running, made.version, made.disk.slots.b?.version]).toEqual(['a', '3.0.0', '2.0.0'])
    expect(made.disk.broken).toEqual([])
  })

  test('a machine that fell back says so, and does not install that release again (flatcar #130, #1924)', () => {
    const made = pending((each) => each.disk.neverGood.add('2.0.0'))
    made.boot()
    made.run(50)
    expect(made.of('update.rolled-back')).toEqual([{ kind: 'update.rolled-back', machine: 'm0', version: '2.0.0' }])
    expect([made.told, made.version]).toEqual([['3/0/44'], '1.0.0'])
    for (let boots = 0; boots < 3; boots++) {
      made.run(3000)
      made.boot()
    }
    expect(new Set(made.told.slice(1))).toEqual(new Set(['3/0/35']))
    expect([made.of('slot.writing'), made.of('update.rolled-back').length]).toEqual([[], 1])
    expect(made.of('update.checked').at(-1)).toMatchObject({ result: 'update', version: '2.0.0' })
    expect(made.boots.filter(({ version }) => version === '2.0.0')).toHaveLength(1)
  })

  test('but it installs the one after', () => {
    const made = pending((each) => each.disk.neverGood.add('2.0.0'))
    made.boot()
    made.offered = '3.0.0'
    made.check()
    made.boot()
    expect([made.version, made.disk.broken]).toEqual(['3.0.0', []])
  })

  test('with more tries it is given them all before that', () => {
    const made = pending((each) => {
      each.disk.neverGood.add('2.0.0')
      each.config = { bootTries: 3 }
    })
    made.boot()
    made.run(50)
    expect(made.boots.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0', '2.0.0', '2.0.0', '1.0.0'])
    expect(made.told).toEqual(['3/0/44'])
  })

  test('a rule that has no memory goes round for ever', () => {
    const made = pending((each) => {
      each.disk.neverGood.add('2.0.0')
      each.rules = { ...ENGINE_RULES, mayInstall: () => true }
    })
    for (let boots = 0; boots < 3; boots++) {
      made.boot()
      made.run(20_000)
    }
    expect(made.boots.filter(({ version }) => version === '2.0.0').length).toBeGreaterThan(2)
  })
})
