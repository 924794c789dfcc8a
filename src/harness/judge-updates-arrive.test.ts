// "Every healthy machine comes to run its channel's release": what is late, and what excuses it.

import { describe, expect, test } from '@jest/globals'
import type { Judgement } from '../invariants/verdict.ts'
import { markFloor } from '../updates/rollout/release.ts'
import { done } from '../updates/rollout/decision-fixture.ts'
import { violatedBy } from './judge.ts'
import { about, says, Story } from './judge-updates-fixture.ts'

const offered = (machines = 1) => new Story(machines).publish('2.0.0')
const LIMITED = { maxUpdatesPerPeriod: 1, periodMs: 1_000, updateTimeoutMs: 60_000 }
const verdict = (judgement: Judgement) => about(judgement, 'updates-arrive').kind
const late = (judgement: Judgement): string => says(judgement, 'updates-arrive')

describe('updates-arrive is violated by a machine that', () => {
  test('never checks', () => {
    const judgement = offered().settle()
    expect(violatedBy(judgement)).toEqual(['updates-arrive'])
    expect(late(judgement)).toMatch(
      /^m0 runs 1\.0\.0 from slot a since 00:00\.0, and has not come to run 2\.0\.0 of alpha, nor has it ever checked for it\.$/,
    )
  })

  test('is told that there is nothing', () =>
    expect(late(offered().checked('m0', 'no-update').settle())).toMatch(/it checked last at 00:00\.0: no-update\.$/))

  test('passed a floor and stays there', () => {
    const story = offered()
    story.offer(done(markFloor(story.catalogue, '2.0.0', 'new keys'))).publish('2.1.0')
    expect(late(story.update('m0', '2.0.0').settle())).toMatch(/has not come to run 2\.1\.0/)
  })

  test('was downloading when its power failed, and is told that it is at it for ever', () => {
    const story = offered().grant('m0', '2.0.0').checked('m0', 'update', '2.0.0').reboot('m0').boot('m0', 'a', '1.0.0')
    story.denied('m0', 'error-updateInProgressOnInstance')
    expect(late(story.settle())).toMatch(/denied error-updateInProgressOnInstance\.$/)
  })

  test('is told that it is at it, though its time is up', () => {
    const story = offered().policy({ updateTimeoutMs: 2_000 }).grant('m0', '2.0.0')
    const after = story.denied('m0', 'error-updateInProgressOnInstance').wait(2_000).settle()
    expect(late(after)).toMatch(/InProgress/)
  })

  test('keeps an older update pending, and is offered the newer one', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0').publish('2.1.0')
    expect(late(story.checked('m0', 'update', '2.1.0').settle())).toMatch(/come to run 2\.1\.0/)
  })

  test('keeps an older update pending, and does not check any more', () =>
    expect(late(offered().grant('m0', '2.0.0').install('m0', '2.0.0').publish('2.1.0').settle())).toMatch(/2\.1\.0/))

  test('is in a group that was stopped, though its policy has nothing to stop it for', () => {
    const story = offered(2).grant('m0', '2.0.0')
    story.policy({ updatesEnabled: false })
    story.revision-- // the server stores both at once
    story.failed('m0')
    expect(late(story.settle(1_000))).toMatch(/the group was stopped, against its policy\.$/)
  })
})

describe('updates-arrive holds where', () => {
  const holds = (story: Story) => expect(verdict(story.settle())).toBe('holds')

  test('every machine runs the release', () => holds(offered().update('m0', '2.0.0')))
  test('it has installed it, and waits for the reboot', () =>
    holds(offered().grant('m0', '2.0.0').install('m0', '2.0.0')))
  test('it fell back from it', () => holds(offered().fallBack('m0', '2.0.0', '1.0.0')))
  test('an operator disabled updates', () => holds(offered().policy({ updatesEnabled: false })))
  test('it is not within office hours', () => holds(offered().policy({ officeHours: true, timeZone: 'UTC' })))
  test('the release was withdrawn', () => holds(offered().withdraw('2.0.0')))

  test('its channel has none', () => holds(new Story(1, { channel: 'stable' }).publish('2.0.0')))

  test('it was configured to ask for none', () => {
    const story = offered()
    const none = { channel: null, strategy: 'reboot', window: null }
    story.tell('m0', { kind: 'machine.configured', machine: 'm0', ...none })
    holds(story)
  })

  test('its payload was refused', () => {
    const story = offered().grant('m0', '2.0.0')
    story.tell('m0', { kind: 'update.refused', machine: 'm0', version: '2.0.0', code: 10, why: 'hash' })
    holds(story)
  })

  test('its download failed so often that it waits for long', () => {
    const story = offered().grant('m0', '2.0.0')
    const failed = { kind: 'update.failed', machine: 'm0', version: '2.0.0', code: 9, why: 'cut' } as const
    for (let i = 0; i < 4; i++) story.tell('m0', failed)
    holds(story)
  })

  test('the machine is not well, or has no power', () => {
    holds(offered().reboot('m0'))
    holds(offered().reboot('m0').start('m0', 'a', '1.0.0'))
  })

  test('the store has no majority', () => {
    const story = offered()
    story.say('store', { kind: 'store.quorum', has: false })
    holds(story)
  })

  test('another one is at it, and the policy lets only one', () => {
    const story = offered(2).policy(LIMITED).grant('m0', '2.0.0').reboot('m0')
    holds(story.denied('m1', 'error-maxConcurrentUpdatesLimitReached'))
  })

  test('the rollout goes on at the pace of the policy', () => {
    const story = offered(2)
      .policy({ ...LIMITED, periodMs: 15_000 })
      .update('m0', '2.0.0')
    holds(story.denied('m1', 'error-maxUpdatesPerPeriodLimitReached'))
  })

  test('an older update is pending, and the server does not offer the newer one before the reboot', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0').publish('2.1.0')
    holds(story.denied('m0', 'error-updateInProgressOnInstance'))
  })

  test.each([{ disableUpdatesOnFailedRollout: true }, { safeMode: true }])(
    'a server stopped the group by %j',
    (rule) => {
      const story = offered(2).policy(rule).grant('m0', '2.0.0')
      story.policy({ updatesEnabled: false })
      story.revision--
      holds(story.failed('m0'))
    },
  )
})

describe('updates-arrive is undecided where', () => {
  test('the run ended before the cluster had its time', () => expect(verdict(offered().judged())).toBe('undecided'))
  test('the machine had less than half of it', () => expect(verdict(offered().settle(9_000))).toBe('undecided'))
  test('a download failed shortly before the end', () => {
    const story = offered().grant('m0', '2.0.0').wait(15_000)
    story.phase('heal').phase('settle').wait(12_000)
    story.tell('m0', { kind: 'update.failed', machine: 'm0', version: '2.0.0', code: 9, why: 'cut' })
    expect(verdict(story.wait(8_000).phase('judge').judged())).toBe('undecided')
  })
})

describe("a machine's own configuration", () => {
  const closed = { start: '12:00', length: '1h' }
  const configured = (story: Story, strategy: string, window: typeof closed | null) =>
    story.tell('m0', { kind: 'machine.configured', machine: 'm0', channel: 'alpha', strategy, window })

  test('has the window that reboot-in-window goes by', () => {
    const outside = new Story(3)
    configured(outside, 'reboot', closed)
    outside.wait(1_000).reboot('m0').boot('m0', 'a', '1.0.0')
    expect(violatedBy(outside.judged())).toEqual(['reboot-in-window'])
    const inside = new Story(3, { window: closed })
    configured(inside, 'reboot', null)
    inside.wait(1_000).reboot('m0').boot('m0', 'a', '1.0.0')
    expect(violatedBy(inside.judged())).toEqual([])
  })

  test('has the strategy and the window that reboots-happen goes by', () => {
    const asked = (strategy: string, window: typeof closed | null) => {
      const story = new Story(3)
      story.tell('m0', { kind: 'reboot.asked', machine: 'm0' })
      configured(story, strategy, window)
      return violatedBy(story.settle())
    }
    expect(asked('reboot', null)).toEqual(['reboots-happen'])
    expect(asked('off', null)).toEqual([])
    expect(asked('reboot', closed)).toEqual([])
  })

  test('leaves a reset in mid-reboot one reboot', () => {
    const story = new Story(2).reboot('m0')
    story.start('m0', 'a', '1.0.0')
    story.say('world', { kind: 'machine.off', machine: 'm0', why: 'reset' })
    expect(violatedBy(story.reboot('m1').judged())).toEqual(['never-all-rebooting'])
  })
})
