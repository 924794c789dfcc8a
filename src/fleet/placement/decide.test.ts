import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decide } from './decide.ts'
import { desiredOn } from './desired.ts'
import { machinesFor, problems } from './oracle-fixture.ts'
import { after, sketch } from './placement-fixture.ts'
import { snapshotArbitrary } from './snapshot-arbitrary.ts'
import { whyNot } from './explain.ts'

const RUNS = { numRuns: 500 }

describe('decide', () => {
  test('carried out in order, every prefix is sound from the last unschedule on', () => {
    fc.assert(
      fc.property(snapshotArbitrary, (snapshot) => {
        const { commands } = decide(snapshot)
        const leaving = commands.filter(({ kind }) => kind === 'unschedule').length
        expect(commands.slice(leaving).every(({ kind }) => kind === 'schedule')).toBe(true)
        for (let n = leaving; n <= commands.length; n++)
          expect(problems(after(snapshot, commands.slice(0, n)))).toEqual([])
      }),
      RUNS,
    )
  })

  test('once it is carried out there is nothing more to do', () => {
    fc.assert(
      fc.property(snapshotArbitrary, (snapshot) => {
        const { commands, waiting } = decide(snapshot)
        expect(decide(after(snapshot, commands))).toEqual({ commands: [], waiting })
      }),
      RUNS,
    )
  })

  test('a unit waits only if no machine can take it, and then whyNot says why of each machine', () => {
    fc.assert(
      fc.property(snapshotArbitrary, (snapshot) => {
        const { commands, waiting } = decide(snapshot)
        const then = after(snapshot, commands)
        for (const name of waiting) {
          expect([name, machinesFor(then, name)]).toEqual([name, []])
          const reasons = whyNot(then, name)
          expect(Object.keys(reasons)).toEqual([...then.machines.keys()])
          expect(Object.values(reasons).filter((why) => why.startsWith('nothing'))).toEqual([])
        }
      }),
      RUNS,
    )
  })

  test('a unit that is in its place stays, and what cannot be read is left as it is', () => {
    fc.assert(
      fc.property(snapshotArbitrary, (snapshot) => {
        const { commands } = decide(snapshot)
        if (problems(snapshot).length === 0) {
          const replaced = commands.filter(({ why }) => why.includes('found replace'))
          if (replaced.length === 0) expect(commands.filter(({ kind }) => kind === 'unschedule')).toEqual([])
        }
        for (const { unit } of commands) {
          const job = snapshot.jobs.get(unit)
          expect(job?.unit?.requirements.global).toBe(false)
          expect(job?.targetState).toBeDefined()
        }
      }),
      RUNS,
    )
  })

  test('what engine and agents think is there is the same', () => {
    fc.assert(
      fc.property(snapshotArbitrary, (snapshot) => {
        const then = after(snapshot, decide(snapshot).commands)
        for (const id of then.machines.keys()) {
          const { units, unknown } = desiredOn(then, id)
          const scheduled = [...then.jobs.values()].filter(
            ({ target, name }) => target === id && !unknown.includes(name),
          )
          expect(scheduled.filter(({ name }) => !units.has(name))).toEqual([])
        }
      }),
      RUNS,
    )
  })

  test('a whole chain is placed at once, whatever its order by name', () => {
    const chain = sketch(
      {
        'a.service': { fleet: ['MachineOf=b.service'] },
        'b.service': { fleet: ['MachineOf=c.service'] },
        'c.service': {},
      },
      { m1: {}, m2: {} },
    )
    expect(decide(chain).commands.map(({ unit, machine }) => [unit, machine])).toEqual([
      ['c.service', 'm1'],
      ['b.service', 'm1'],
      ['a.service', 'm1'],
    ])
  })
})
