// The talk's promise, that so many replicas always run, is shown histories of reboots that keep it, and some that do not.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { FleetStory, PLAIN, service } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const A = 'my-app@1.service'
const B = 'my-app@2.service'
const APP = service('Conflicts=my-app@*.service')

const two = () => new FleetStory().create(A, APP).run(A, 'm0').create(B, APP).run(B, 'm1')
const holds = (story: FleetStory): void => expect(violatedBy(story.judged())).toEqual([])

/** It stops its unit, leaves and goes off. */
const goesDown = (story: FleetStory, unit: string, machine: string): FleetStory =>
  story.begin(machine).down(unit, machine).unclaim(unit, machine).expire(machine).off(machine).displace(unit, machine)

/** m1 has rebooted and given its slot back; its unit is scheduled to m2, and does not run there yet. */
const m1Rebooted = () => goesDown(two().acquire('m1'), B, 'm1').place(B, 'm2').back('m1').join('m1').release('m1')

describe('replicas-available', () => {
  test('is violated by a second reboot that begins before the first one’s unit runs again', () => {
    const sentence =
      /^Reboots had taken down 2 instances of my-app@\.service at once: my-app@2\.service \(since 00:00\.0\) and my-app@1\.service \(since 00:00\.1\), limit 1\.$/
    breaks(goesDown(m1Rebooted().wait(50).acquire('m0'), A, 'm0'), 'replicas-available', sentence)
  })

  test('names the reboots', () => {
    const story = goesDown(m1Rebooted().acquire('m0'), A, 'm0')
    const { verdict } = story.judged().invariants.find(({ id }) => id === 'replicas-available')!
    const started = story.events.flatMap((event) => (event.kind === 'reboot.started' ? [event.id] : []))
    expect(verdict).toMatchObject({ kind: 'violated', violation: { events: started } })
  })

  test.each<[string, FleetStory]>([
    ['that runs again', goesDown(m1Rebooted().claim(B, 'm2').load(B, 'm2').starts(B, 'm2').acquire('m0'), A, 'm0')],
    ['that nobody wants any more', goesDown(m1Rebooted().set(B, 'loaded').acquire('m0'), A, 'm0')],
    ['that was destroyed', goesDown(m1Rebooted().destroy(B).acquire('m0'), A, 'm0')],
    ['that no machine can take', homeless()],
    ['that a power cut took down', powerCut()],
    ['of another template', otherTemplate()],
    ['whose machine an operator has unlocked', unlocked()],
  ])('holds beside an instance %s', (_, story) => holds(story))

  /** The only other machine has the other instance. */
  function homeless(): FleetStory {
    const story = new FleetStory(2).create(A, APP).run(A, 'm0').create(B, APP).run(B, 'm1').acquire('m1')
    return goesDown(goesDown(story, B, 'm1').back('m1').release('m1').acquire('m0'), A, 'm0')
  }

  function powerCut(): FleetStory {
    const story = two().off('m1', 'power-cut').expire('m1', B).displace(B, 'm1').place(B, 'm2')
    return goesDown(story.acquire('m0'), A, 'm0')
  }

  function otherTemplate(): FleetStory {
    const story = new FleetStory()
      .create(A)
      .run(A, 'm0')
      .create('web@1.service')
      .run('web@1.service', 'm1')
      .acquire('m1')
    const down = goesDown(story, 'web@1.service', 'm1').place('web@1.service', 'm2').back('m1').join('m1').release('m1')
    return goesDown(down.acquire('m0'), A, 'm0')
  }

  function unlocked(): FleetStory {
    return goesDown(goesDown(two().acquire('m1'), B, 'm1').place(B, 'm2').unlock('m1').acquire('m0'), A, 'm0')
  }

  test('holds for two at once where the lock has two slots, also when that is new to the one of them', () => {
    holds(goesDown(goesDown(two().setMax(2).acquire('m1').acquire('m0'), B, 'm1').place(B, 'm2'), A, 'm0'))
    const raised = goesDown(goesDown(two().acquire('m0').setMax(2).acquire('m1'), B, 'm1').place(B, 'm2'), A, 'm0')
    expect(violatedBy(raised.judged())).not.toContain('replicas-available')
  })

  test('holds for instances that share a machine', () => {
    const story = new FleetStory().create(A, PLAIN).run(A, 'm0').create(B, PLAIN).run(B, 'm0').acquire('m0').begin('m0')
    holds(story.down(A, 'm0').down(B, 'm0').expire('m0', A, B).off('m0'))
  })

  test('promises nothing of reboots without a lock', () => {
    const story = m1Rebooted().acquire('m0')
    const strategies = story.events.map((event) =>
      event.kind === 'reboot.started' ? { ...event, strategy: 'reboot', revision: null } : event,
    )
    story.events.splice(0, Infinity, ...strategies)
    story.tell('m0', { kind: 'reboot.started', machine: 'm0', group: '', strategy: 'reboot', revision: null })
    story.down(A, 'm0').off('m0')
    expect(violatedBy(story.judged())).not.toContain('replicas-available')
  })
})
