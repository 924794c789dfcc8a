// That units come to rest is shown histories in which they do, and some in which they do not.

import { describe, expect, test } from '@jest/globals'
import type { Judgement } from '../invariants/verdict.ts'
import { FleetStory, service } from './judge-fleet-fixture.ts'
import { about } from './judge-updates-fixture.ts'

const DB = 'db.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const MOST_MS = new FleetStory().setting.tuning.settleMs

/** What is said of the units, once settling has lasted for so long. */
function settled(story: FleetStory, ms = MOST_MS): string {
  const verdict = about(story.settle(ms), 'fleet-settles')
  return verdict.kind === 'violated' ? verdict.violation.says : verdict.kind
}

const settling = (story: FleetStory): FleetStory => {
  story.phase('heal').phase('settle')
  return story
}

function judged(story: FleetStory): ReturnType<typeof about> {
  const judgement: Judgement = story.phase('judge').judged()
  return about(judgement, 'fleet-settles')
}

describe('fleet-settles', () => {
  test('holds for a fleet at rest', () => expect(settled(running())).toBe('holds'))

  test('is violated by a unit that has not started', () =>
    expect(settled(new FleetStory().create(DB).place(DB, 'm0').load(DB, 'm0'))).toBe(
      'db.service has not started on m0, and that has been so since 00:00.0.',
    ))

  test('is undecided where there was no time yet', () => {
    const story = new FleetStory().create(DB).place(DB, 'm0').load(DB, 'm0')
    expect(settled(story, MOST_MS / 2 - 10)).toBe('undecided')
  })

  test('is violated all the same where another service goes on and on', () => {
    const story = settling(running().create('b.service').place('b.service', 'm1').load('b.service', 'm1'))
    for (let i = 0; i < 10; i++)
      story
        .wait(MOST_MS / 20)
        .down(DB, 'm0')
        .shows(DB, 'm0', 'activating', 'auto-restart')
        .starts(DB, 'm0')
    story.down(DB, 'm0')
    expect(judged(story)).toMatchObject({
      kind: 'violated',
      violation: { says: expect.stringMatching(/^b\.service has not started on m1, and that has been so since/) },
    })
  })

  test('is violated by a fleet that never comes to rest', () => {
    const story = settling(running().displace(DB, 'm0').stop(DB, 'm0'))
    for (let i = 0; i < 10; i++)
      story
        .wait(MOST_MS / 20)
        .place(DB, 'm1')
        .wait(MOST_MS / 20)
        .displace(DB, 'm1')
    expect(judged(story)).toMatchObject({
      kind: 'violated',
      violation: {
        says: expect.stringMatching(/; units had not come to rest once since the last fault was mended at 00:00\.0\.$/),
      },
    })
  })

  test('is undecided where it was at rest, and a moment ago something happened', () => {
    const story = settling(running())
    expect(judged(story.wait(MOST_MS).displace(DB, 'm0'))).toMatchObject({ kind: 'undecided' })
  })

  test('is undecided where the run ended early, and where the store has no majority', () => {
    expect(about(running().judged(), 'fleet-settles').kind).toBe('undecided')
    const story = running()
    story.say('store', { kind: 'store.quorum', has: false })
    expect(settled(story)).toBe('undecided')
  })

  test('waits for no machine that was taken for good, and for one that came back', () => {
    const gone = running().off('m1', 'power-cut').expire('m1')
    expect(settled(gone)).toBe('holds')
    const back = running().off('m1', 'power-cut').expire('m1').back('m1')
    expect(settled(back)).toMatch(/^m1 is not in the registry/)
  })

  test('says nothing of a cluster without fleet', () => {
    const story = new FleetStory()
    const machines = story.setting.topology.machines.map(({ fleet: _, ...spec }) => spec)
    story.setting = { ...story.setting, topology: { machines } }
    expect(settled(story.create(DB))).toBe('holds')
  })
})

describe('replaced files', () => {
  test('a process of the old one is something to be done', () => {
    const story = running()
      .replace(DB, service('Conflicts=x.service'))
      .place(DB, 'm0')
      .claim(DB, 'm0')
      .shows(DB, 'm0', 'active', 'running')
    expect(settled(story)).toMatch(/^a process of db\.service, from another file, still runs on m0, and that/)
  })
})
