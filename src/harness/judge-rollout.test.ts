// Each promise about what is offered, to whom and how fast, is shown a history that keeps it, and some that break it in one
// place.

import { describe, expect, test } from '@jest/globals'
import { channelOf } from '../updates/rollout/catalogue.ts'
import { done } from '../updates/rollout/decision-fixture.ts'
import { blacklist } from '../updates/rollout/release.ts'
import { violatedBy } from './judge.ts'
import { about, breaks, says, Story } from './judge-updates-fixture.ts'

const offered = () => new Story().publish('2.0.0')
const LIMITED = { maxUpdatesPerPeriod: 1, periodMs: 1_000, updateTimeoutMs: 60_000 }

describe('channel-version', () => {
  const installs = (story: Story) => story.install('m0', '2.0.0').reboot('m0').boot('m0', 'b', '2.0.0')

  test('holds for a release that was withdrawn after the grant', () =>
    expect(violatedBy(installs(offered().grant('m0', '2.0.0').withdraw('2.0.0')).judged())).toEqual([]))

  test('holds for a grant that the server died before it could tell', () => {
    const story = offered().grant('m0', '2.0.0')
    story.events.pop()
    expect(violatedBy(installs(story).judged())).toEqual([])
  })

  test('is violated by a release that nobody offered', () =>
    breaks(installs(offered()), 'channel-version', /^m0 booted 2\.0\.0 from slot b at 00:00\.0, but that was never/))

  test('is violated by a release that was withdrawn before the grant', () =>
    breaks(installs(offered().withdraw('2.0.0').grant('m0', '2.0.0')), 'channel-version', /it had been withdrawn\.$/))

  test('is violated by a release of another channel', () => {
    const story = new Story(3, { channel: 'stable' }).publish('2.0.0').grant('m0', '2.0.0', 'stable')
    breaks(installs(story), 'channel-version', /it had never stood on stable\.$/)
  })

  test('is violated by a release of a track that the machine never asked for', () => {
    const story = new Story(3, { channel: 'stable' }).publish('2.0.0').grant('m0', '2.0.0')
    breaks(installs(story), 'channel-version', /it had never asked for alpha\.$/)
  })

  test("goes by the machine's configuration", () => {
    const story = new Story(3, { channel: 'stable' }).publish('2.0.0')
    const configured = { channel: 'alpha', strategy: 'reboot', window: null }
    story.tell('m0', { kind: 'machine.configured', machine: 'm0', ...configured })
    expect(violatedBy(installs(story.grant('m0', '2.0.0')).judged())).toEqual([])
  })
})

describe('promotion-order', () => {
  const edited = (story: Story, name: string, version: string) => {
    const stood = channelOf(story.catalogue, name)?.stood ?? []
    const channels = story.catalogue.channels.map((each) =>
      each.name === name ? { name, version, stood: [...new Set([...stood, version])] } : each,
    )
    return story.offer({ ...story.catalogue, channels })
  }

  test('is violated by a release that was promoted past a channel', () =>
    breaks(
      edited(offered(), 'stable', '2.0.0'),
      'promotion-order',
      /2\.0\.0 stands on stable, and never stood on beta/,
    ))

  test('is violated by a channel that points behind the next one', () => {
    const story = offered().publish('2.1.0').promote('2.0.0', 'beta').promote('2.1.0', 'beta')
    breaks(
      edited(story, 'alpha', '2.0.0'),
      'promotion-order',
      /revision 5.* beta points at 2\.1\.0 and alpha at 2\.0\.0\.$/,
    )
  })

  test('forgives a channel that falls back past a release that it must not offer', () => {
    const story = offered().promote('2.0.0', 'beta').publish('2.1.0').promote('2.1.0', 'beta').publish('2.2.0')
    story.offer(done(blacklist(story.catalogue, '2.1.0', ['alpha']))).withdraw('2.2.0')
    expect(channelOf(story.catalogue, 'alpha')?.version).toBe('2.0.0')
    expect(violatedBy(story.judged())).toEqual([])
  })
})

describe('rollout-rate', () => {
  test('counts no more than the period', () =>
    expect(
      violatedBy(offered().policy(LIMITED).update('m0', '2.0.0').wait(1_000).grant('m1', '2.0.0').judged()),
    ).toEqual([]))

  test('is violated by one grant too many in a period', () => {
    const story = offered().policy(LIMITED).update('m0', '2.0.0').grant('m1', '2.0.0')
    breaks(
      story,
      'rollout-rate',
      /^m1 of alpha was granted 2\.0\.0 at .*the limit was 1, and 1 had been granted within/,
    )
  })

  test('is violated by one too many in progress', () => {
    const story = offered().policy(LIMITED).grant('m0', '2.0.0').wait(5_000).grant('m1', '2.0.0')
    breaks(story, 'rollout-rate', /the limit was 1, and 1 were in progress\.$/)
  })

  test('frees the slot of one that ran out of time, or was not seen for a day', () => {
    const late = offered().policy(LIMITED).grant('m0', '2.0.0').wait(60_001).grant('m1', '2.0.0')
    expect(violatedBy(late.judged())).toEqual([])
    const day = 24 * 3_600_000
    const long = { ...LIMITED, updateTimeoutMs: 3 * day }
    const gone = offered().policy(long).grant('m0', '2.0.0').wait(day).grant('m1', '2.0.0')
    expect(violatedBy(gone.judged())).toEqual([])
  })

  test('is violated by any grant while updates are disabled, or out of office hours', () => {
    breaks(offered().policy({ updatesEnabled: false }).grant('m0', '2.0.0'), 'rollout-rate', /updates were disabled/)
    const hours = { officeHours: true, timeZone: 'Europe/Berlin' }
    breaks(offered().policy(hours).grant('m0', '2.0.0'), 'rollout-rate', /not within office hours/)
    expect(
      violatedBy(
        offered()
          .policy(hours)
          .wait(9 * 3_600_000)
          .grant('m0', '2.0.0')
          .judged(),
      ),
    ).toEqual([])
  })

  test('in safe mode allows one until it has been tried', () => {
    const safe = { ...LIMITED, safeMode: true, maxUpdatesPerPeriod: 3 }
    const tried = offered().policy(safe).update('m0', '2.0.0').grant('m1', '2.0.0').grant('m2', '2.0.0')
    expect(violatedBy(tried.judged())).toEqual([])
    const first = offered().policy(safe).grant('m0', '2.0.0').grant('m1', '2.0.0')
    breaks(first, 'rollout-rate', /the limit was 1 until one machine had tried it/)
  })

  test('has no limit from 900,000 on', () =>
    expect(violatedBy(offered().grant('m0', '2.0.0').grant('m1', '2.0.0').judged())).toEqual([]))
})

describe('rollout-honest', () => {
  test('is violated by a machine that fell back and counts as updated', () => {
    const story = offered().fallBack('m0', '2.0.0', '1.0.0').complete('m0', '2.0.0')
    breaks(story, 'rollout-honest', /^m0 counted as updated to 2\.0\.0 at .*never booted that well and runs 1\.0\.0/)
  })

  test('is violated by a machine that had gone back long before', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0').boot('m0', 'b', '2.0.0')
    story.reboot('m0').boot('m0', 'a', '1.0.0').wait(60_000).complete('m0', '2.0.0')
    expect(says(story.judged(), 'rollout-honest')).toMatch(/it had booted 1\.0\.0 from slot a since/)
  })

  test('is violated by a machine that says that it went back, and counts as updated at the end', () => {
    const story = offered().update('m0', '2.0.0').reboot('m0').boot('m0', 'a', '1.0.0')
    expect(about(story.judged(), 'rollout-honest').kind).toBe('holds')
    story.checked('m0', 'no-update')
    expect(says(story.judged(), 'rollout-honest')).toMatch(/^m0 counts as updated to 2\.0\.0 since .* booted 1\.0\.0/)
  })
})

describe('stopped-by-policy', () => {
  const stopped = (policy: { safeMode?: boolean; disableUpdatesOnFailedRollout?: boolean }) => {
    const story = offered()
    if (Object.keys(policy).length > 0) story.policy(policy)
    story.grant('m0', '2.0.0').failed('m0').policy({ updatesEnabled: false })
    story.say('updates.1', { kind: 'rollout.stopped', track: 'alpha', why: 'Too many machines ran out of time.' })
    return story
  }

  test('is violated by a server that stops a group whose policy has nothing to stop it for', () =>
    breaks(stopped({}), 'stopped-by-policy', /^The server disabled the updates of alpha at 00:00\.0 \(Too many/))

  test.each([{ safeMode: true }, { disableUpdatesOnFailedRollout: true }])('holds where it has: %j', (policy) =>
    expect(violatedBy(stopped(policy).judged())).toEqual([]),
  )

  test('holds for an operator who stops it', () =>
    expect(violatedBy(offered().policy({ updatesEnabled: false }).judged())).toEqual([]))
})
