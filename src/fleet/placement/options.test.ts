// What the options do together: what was reported of fleet, and what we define.

import { describe, expect, test } from '@jest/globals'
import { decide } from './decide.ts'
import { decided, M1, M2 } from './decided-fixture.ts'
import { after, sketch } from './placement-fixture.ts'

describe('conflicts', () => {
  test('as many instances as machines and one more: one waits, and comes when a machine does', () => {
    const jobs = Object.fromEntries([1, 2, 3].map((n) => [`app@${n}.service`, { fleet: ['Conflicts=app@*'] }]))
    const snapshot = sketch(jobs, M2)
    const { commands, waiting } = decide(snapshot)
    expect(waiting).toEqual(['app@3.service'])
    const more = { ...after(snapshot, commands), machines: sketch({}, { ...M2, m3: {} }).machines }
    expect(decide(more).commands).toMatchObject([{ kind: 'schedule', unit: 'app@3.service', machine: 'm3' }])
  })

  test.each([
    ['who comes says so', [], ['Conflicts=a.service']],
    ['who is there says so (coreos/fleet #202)', ['Conflicts=b.service'], []],
    ['one glob of several (coreos/fleet #1245)', ['Conflicts=x* b*'], []],
  ])('they hold both ways: %s', (_, there, comes) =>
    expect(decided({ 'a.service': { on: 'm1', fleet: there }, 'b.service': { fleet: comes } }, M1).does).toEqual([
      '?b.service',
    ]),
  )

  test('of units that were scheduled together all the same, the first by name stays', () =>
    expect(
      decided({ 'a.service': { on: 'm1' }, 'b.service': { on: 'm1', fleet: ['Conflicts=a.service'] } }, M2),
    ).toMatchObject({
      does: ['-b.service m1', '+b.service m2'],
      why: [
        'target Machine(m1) unable to run unit: found conflict with locally-scheduled Unit([a.service])',
        expect.anything(),
      ],
    }))

  test('a scheduled unit stays though a global one with an earlier name comes', () =>
    expect(
      decided({ 'a.service': { fleet: ['Global=true', 'Conflicts=b*'] }, 'b.service': { on: 'm1' } }, M1).does,
    ).toEqual([]))
})

describe('MachineOf', () => {
  test('followers move with their peer, and in the same pass', () =>
    expect(
      decided({ 'a.service': { on: 'm9', fleet: ['MachineOf=b.service'] }, 'b.service': { on: 'm9' } }, M1).does,
    ).toEqual(['-a.service m9', '-b.service m9', '+b.service m1', '+a.service m1']))

  test('a circle is never scheduled', () =>
    expect(
      decided({ 'a.service': { fleet: ['MachineOf=b.service'] }, 'b.service': { fleet: ['MachineOf=a.service'] } }, M1)
        .does,
    ).toEqual(['?a.service', '?b.service']))

  test('a follower stays while the record of its peer cannot be read', () => {
    const follower = { on: 'm1', fleet: ['MachineOf=b.service'] }
    expect(decided({ 'a.service': follower, 'b.service': { on: 'm1', torn: true } }, M1).does).toEqual([])
    expect(decided({ 'a.service': follower, 'b.service': { torn: true } }, M1).does).toEqual([])
    expect(decided({ 'a.service': follower, 'b.service': { on: 'm9', torn: true } }, M1).does).toContain(
      '-a.service m1',
    )
  })
})

describe('Replaces', () => {
  const NEW = { fleet: ['Replaces=old.service'] }

  // Whatever the order of the names (coreos/fleet #1572).
  test.each(['a-new.service', 'z-new.service'])('the replaced one moves, not %s', (name) =>
    expect(decided({ 'old.service': { on: 'm1' }, [name]: { on: 'm1', ...NEW } }, M2).does).toEqual([
      '-old.service m1',
      '+old.service m2',
    ]),
  )

  test('on a single machine it waits for as long as the other one is there (coreos/fleet #1698)', () => {
    const snapshot = sketch({ 'old.service': { on: 'm1' }, 'new.service': NEW }, M1)
    const { commands, waiting } = decide(snapshot)
    expect(commands.map(({ kind, unit }) => [kind, unit])).toEqual([
      ['unschedule', 'old.service'],
      ['schedule', 'new.service'],
    ])
    expect(waiting).toEqual(['old.service'])
    expect(decide(after(snapshot, commands)).commands).toEqual([])
  })

  test('it goes only where it is able to run', () =>
    expect(
      decided(
        { 'old.service': { on: 'm1', fleet: ['MachineMetadata=role=db'] }, 'new.service': { on: 'm1', ...NEW } },
        { m1: { role: 'db' }, m2: {} },
      ).does,
    ).toEqual(['-old.service m1', '?old.service']))

  test.each([2, 3])('a circle of %d moves nobody', (n) =>
    expect(
      decided(
        Object.fromEntries(
          Array.from({ length: n }, (_, i) => [
            `u${i}.service`,
            { on: 'm1', fleet: [`Replaces=u${(i + 1) % n}.service`] },
          ]),
        ),
        M2,
      ).does,
    ).toEqual([]),
  )
})
