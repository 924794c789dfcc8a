// What the registry says of units is shown histories in which it is so, and some in which it is not. The machines of a story
// say all that they show.

import { describe, expect, test } from '@jest/globals'
import { encodeUnitState } from '../fleet/registry/codecs.ts'
import { FleetPulse } from './fleet-pulse.ts'
import { FleetStory, GLOBAL } from './judge-fleet-fixture.ts'
import { about } from './judge-updates-fixture.ts'

const DB = 'db.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const moved = () => running().displace(DB, 'm0').stop(DB, 'm0').run(DB, 'm1')
const MOST_MS = new FleetStory().setting.tuning.settleMs

/** What is said of the states, once settling has lasted for so long. */
function settled(story: FleetStory, ms = MOST_MS): string {
  const verdict = about(story.settle(ms), 'states-honest')
  return verdict.kind === 'violated' ? verdict.violation.says : verdict.kind
}

function isQuiet({ setting, events }: FleetStory): boolean {
  const pulse = new FleetPulse(setting.topology)
  for (const event of events) pulse.see(event)
  return pulse.isQuiet(new Set())
}

const record = (story: FleetStory, active: string, sub: string, machine = 'm0'): string =>
  encodeUnitState({ unit: DB, machine, load: 'loaded', active, sub, hash: story.hash(DB), launched: true })

describe('states-honest', () => {
  test.each<[string, FleetStory]>([
    ['a unit that runs', running()],
    ['a unit that has moved', moved()],
    ['a unit that has failed', running().down(DB, 'm0').shows(DB, 'm0', 'failed', 'failed')],
    ['a unit that is gone', running().destroy(DB).stop(DB, 'm0')],
    ['a global unit', new FleetStory().create(DB, GLOBAL).runGlobal(DB, 'm0').runGlobal(DB, 'm1').runGlobal(DB, 'm2')],
  ])('holds for %s', (_, story) => {
    expect(isQuiet(story)).toBe(true)
    expect(settled(story)).toBe('holds')
  })

  test.each<[string, (story: FleetStory) => FleetStory, string]>([
    [
      'a unit that is still said to run',
      (story) => story.states(DB, 'm0', record(story, 'active', 'exited')),
      'db.service is still said to be active (exited) on m0, and is active (running) there, and that has been so since 00:00.0.',
    ],
    [
      'a unit that has gone elsewhere',
      (story) => story.states(DB, 'm2', record(story, 'inactive', 'dead', 'm2')),
      'db.service is still said to be inactive (dead) on m2, and is not there, and that has been so since 00:00.0.',
    ],
    [
      'a machine that is gone',
      (story) => story.states(DB, 'm9', record(story, 'active', 'running', 'm9')),
      'db.service is still said to be active (running) on m9, which is gone, and that has been so since 00:00.0.',
    ],
    [
      'a record that nobody can read',
      (story) => story.states(DB, 'm0', '{'),
      'db.service is still said to be what nobody can read on m0, and is active (running) there, and that has been so since 00:00.0.',
    ],
    [
      'a unit of which nothing is said',
      (story) => story.states(DB, 'm0', undefined),
      'nothing is said of db.service, which is on m0, and that has been so since 00:00.0.',
    ],
  ])('is violated by %s', (_, wrong, says) => {
    const story = wrong(running())
    expect(isQuiet(story)).toBe(false)
    expect(settled(story)).toBe(says)
  })

  test('is undecided where there was no time yet to say it', () =>
    expect(settled(running().states(DB, 'm0', undefined), MOST_MS / 2 - 10)).toBe('undecided'))

  test('counts from when the last thing was so that was said of the unit on the machine', () => {
    const story = running()
    story.states(DB, 'm0', undefined).phase('heal').phase('settle')
    story
      .wait(MOST_MS / 4)
      .shows(DB, 'm0', 'failed', 'failed')
      .wait(MOST_MS / 2 - 20)
    expect(about(story.states(DB, 'm0', undefined).wait(20).phase('judge').judged(), 'states-honest').kind).toBe(
      'undecided',
    )
  })

  test('goes by what machines say, however often that changes', () => {
    const story = running()
    story.phase('heal').phase('settle')
    for (let i = 0; i < 10; i++) {
      story.shows(DB, 'm0', 'activating', 'auto-restart').states(DB, 'm0', record(story, 'active', 'exited'))
      story
        .wait(MOST_MS / 10)
        .shows(DB, 'm0', 'active', 'running')
        .states(DB, 'm0', record(story, 'failed', 'failed'))
    }
    expect(about(story.phase('judge').judged(), 'states-honest').kind).toBe('undecided')
  })
})
