// Each promise about what a machine does with its releases is shown a history that keeps it, and some that break it in one
// place.

import { describe, expect, test } from '@jest/globals'
import { withPackage } from '../updates/rollout/catalogue.ts'
import { violatedBy } from './judge.ts'
import { about, breaks, packageFor, payloadOf, says, Story } from './judge-updates-fixture.ts'

const offered = () => new Story().publish('2.0.0')
const LIMITED = { maxUpdatesPerPeriod: 1, periodMs: 1_000, updateTimeoutMs: 60_000 }

describe('a sound history of updates', () => {
  test('keeps every promise: updates, a fallback, a promotion, a withdrawal, a second release', () => {
    const story = offered().policy(LIMITED).update('m0', '2.0.0').wait(2_000)
    story.fallBack('m1', '2.0.0', '1.0.0').failed('m1').wait(2_000).update('m2', '2.0.0').wait(2_000)
    story.promote('2.0.0', 'beta').withdraw('2.0.0').publish('2.1.0')
    for (const machine of ['m0', 'm1', 'm2']) story.update(machine, '2.1.0').wait(2_000)
    const judgement = story.settle()
    expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
    expect(violatedBy(judgement)).toEqual([])
    expect(judgement.verdict).toBe('holds')
  })
})

describe('no-downgrade', () => {
  test('holds for a fallback', () =>
    expect(violatedBy(offered().fallBack('m0', '2.0.0', '1.0.0').judged())).toEqual([]))

  test('is violated by an older release that was installed', () => {
    const story = offered().publish('2.1.0').update('m0', '2.1.0').update('m0', '2.0.0')
    breaks(story, 'no-downgrade', /^m0 went from 2\.1\.0 from slot b to the older 2\.0\.0 from slot a at 00:00\.0: /)
  })
})

describe('passive-slot-only', () => {
  test('is violated by a write of the slot that runs', () =>
    breaks(
      offered().grant('m0', '2.0.0').writing('m0', 'a', '2.0.0'),
      'passive-slot-only',
      /^m0 wrote 2\.0\.0 into slot a at 00:00\.0, from which it ran 1\.0\.0\.$/,
    ))

  const granted = () => offered().grant('m0', '2.0.0')

  test('is violated by a slot that boots before it is written whole', () =>
    breaks(
      granted().writing('m0', 'b', '2.0.0').installed('m0', 'b', '2.0.0').reboot('m0').boot('m0', 'b', '2.0.0'),
      'passive-slot-only',
      /the 2\.0\.0 that was being written there was never finished/,
    ))

  test('is violated by a slot that boots what had been in it before it was written anew', () => {
    const story = granted().publish('2.1.0').grant('m0', '2.1.0').install('m0', '2.0.0').writing('m0', 'b', '2.1.0')
    const sentence = /the 2\.1\.0 that was being written there was never finished/
    breaks(story.reboot('m0').boot('m0', 'b', '2.0.0'), 'passive-slot-only', sentence)
  })

  test('is violated by a slot that boots something else than was written', () =>
    breaks(
      granted().publish('2.1.0').grant('m0', '2.1.0').install('m0', '2.0.0').reboot('m0').boot('m0', 'b', '2.1.0'),
      'passive-slot-only',
      /but what was written there is 2\.0\.0/,
    ))

  test('is violated by a slot that was never written', () =>
    breaks(
      granted().installed('m0', 'b', '2.0.0').reboot('m0').boot('m0', 'b', '2.0.0'),
      'passive-slot-only',
      /nothing was ever written there/,
    ))

  test('is violated by a machine that runs another release without a reboot', () => {
    const story = granted().install('m0', '2.0.0')
    const [slot, version, payload] = ['b', '2.0.0', payloadOf('2.0.0')] as const
    story.tell('m0', { kind: 'boot.slot', machine: 'm0', boot: 1, slot, version, payload })
    breaks(story, 'passive-slot-only', /ran 1\.0\.0 in this boot already/)
  })
})

describe('verified-payload', () => {
  test('is violated by a payload that nobody declared', () => {
    const story = offered().grant('m0', '2.0.0').writing('m0', 'b', '2.0.0').written('m0', 'b', '2.0.0', 'bad')
    story.installed('m0', 'b', '2.0.0').reboot('m0').start('m0', 'b', '2.0.0', 'bad').good('m0')
    breaks(
      story,
      'verified-payload',
      /^m0 booted 2\.0\.0 from slot b .* payload bad nobody had declared for 2\.0\.0\.$/,
    )
  })

  test('is violated by a payload that was declared later', () => {
    const story = offered().grant('m0', '2.0.0')
    story.writing('m0', 'b', '2.0.0').written('m0', 'b', '2.0.0', payloadOf('3')).installed('m0', 'b', '2.0.0')
    story.reboot('m0').start('m0', 'b', '2.0.0', payloadOf('3')).good('m0').wait(60_000)
    story.offer(withPackage(story.catalogue, { ...packageFor('2.0.0'), sha256: payloadOf('3') }))
    breaks(story, 'verified-payload', /nobody had declared/)
  })
})

describe('bad-release-not-retried', () => {
  test('is violated by a release that is written again after a fallback', () =>
    breaks(
      offered().fallBack('m0', '2.0.0', '1.0.0').writing('m0', 'b', '2.0.0'),
      'bad-release-not-retried',
      /^m0 wrote 2\.0\.0 into slot b at 00:00\.0, though it had fallen back from it at 00:00\.0\.$/,
    ))

  test('is violated by a release that the machine itself called bad', () => {
    const story = offered().grant('m0', '2.0.0')
    story.tell('m0', { kind: 'update.rolled-back', machine: 'm0', version: '2.0.0' })
    breaks(story.writing('m0', 'b', '2.0.0'), 'bad-release-not-retried', /fallen back/)
  })

  test('holds for a release that needs a second try, and for another machine', () => {
    const story = offered().tries(2).grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0')
    story.start('m0', 'b', '2.0.0').boot('m0', 'b', '2.0.0').fallBack('m1', '2.0.0', '1.0.0').update('m2', '2.0.0')
    expect(violatedBy(story.judged())).toEqual([])
  })
})

describe('good-boot-kept', () => {
  test('is violated by a good boot that is followed by the other slot', () =>
    breaks(
      offered().update('m0', '2.0.0').reboot('m0').boot('m0', 'a', '1.0.0'),
      'good-boot-kept',
      /^m0 ran 2\.0\.0 from slot b, which was good at .* then booted 1\.0\.0 from slot a .* no update was installed\.$/,
    ))
})

describe('installed-boots-next', () => {
  test('is violated by a reboot that leads back, though the machine said otherwise', () =>
    breaks(
      offered().grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0').boot('m0', 'a', '1.0.0'),
      'installed-boots-next',
      /^m0 said at .* that it would boot 2\.0\.0 from slot b next, and booted 1\.0\.0 from slot a at .*\.$/,
    ))

  test('holds where the power failed before the boot loader could say what it starts', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0')
    story.tell('m0', { kind: 'boot.started', machine: 'm0', boot: 2 })
    story.say('world', { kind: 'machine.off', machine: 'm0', why: 'power-cut' })
    expect(says(story.boot('m0', 'a', '1.0.0').judged(), 'installed-boots-next')).toBe('')
  })

  test('holds where a newer update was about to take its place', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0')
    story.tell('m0', { kind: 'update.status', machine: 'm0', status: 'UPDATE_STATUS_FINALIZING', version: '3.0.0' })
    expect(says(story.boot('m0', 'a', '1.0.0').judged(), 'installed-boots-next')).toBe('')
  })
})

describe('tries-kept', () => {
  const reset = (story: Story) => {
    story.say('world', { kind: 'machine.off', machine: 'm0', why: 'reset' })
    return story
  }
  const started = (bootTries: number) => {
    const story = offered().tries(bootTries).grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0')
    return reset(reset(story.start('m0', 'b', '2.0.0')).start('m0', 'b', '2.0.0'))
  }

  test('is violated by a release that is started once more than it has tries', () => {
    const once = /^m0 started 2\.0\.0 from slot b once more at .*: of 2 boots none was good, and it had one try\.$/
    breaks(started(1), 'tries-kept', once)
    breaks(reset(started(2).start('m0', 'b', '2.0.0')), 'tries-kept', /of 3 boots none was good, and it had 2 tries\.$/)
  })

  test('holds as long as there are tries, and for ever once a boot was good', () => {
    expect(violatedBy(started(2).judged())).toEqual([])
    const proved = offered().update('m0', '2.0.0')
    for (let boot = 0; boot < 3; boot++) reset(proved.start('m0', 'b', '2.0.0'))
    expect(violatedBy(proved.judged())).toEqual([])
  })
})

describe('no-machine-lost', () => {
  test('is violated by a machine that has nothing to boot', () => {
    const story = offered()
    story.tell('m0', { kind: 'boot.lost', machine: 'm0', boot: 2, why: 'neither slot has a try left' })
    breaks(story, 'no-machine-lost', /^m0 had nothing to boot at 00:00\.0: neither slot has a try left\.$/)
  })

  test('is violated by a machine that its world saw lost', () => {
    const story = offered()
    story.say('world', { kind: 'machine.off', machine: 'm0', why: 'lost' })
    breaks(story, 'no-machine-lost', /^m0 had nothing to boot at 00:00\.0\.$/)
  })
})

describe('machines-come-up', () => {
  test('is violated by a machine that starts a release again and again', () => {
    const story = offered().grant('m0', '2.0.0').install('m0', '2.0.0').reboot('m0').start('m0', 'b', '2.0.0')
    const sentence = /^m0 has not booted well since 00:00\.0, though it has power\.$/
    expect(says(story.start('m0', 'b', '2.0.0').settle(), 'machines-come-up')).toMatch(sentence)
  })

  test('asks nothing of a machine without power, and is undecided where the machine had no time', () => {
    const off = offered()
    off.say('world', { kind: 'machine.off', machine: 'm0', why: 'power-cut' })
    expect(about(off.settle(), 'machines-come-up').kind).toBe('holds')
    expect(about(offered().reboot('m0').settle(1_000), 'machines-come-up').kind).toBe('undecided')
  })
})
