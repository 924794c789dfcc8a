// Each promise about where units run is shown a history that keeps it, and some that break it in one place.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { FleetStory, GLOBAL, PLAIN, service } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const A = 'my-app@1.service'
const B = 'my-app@2.service'
const APP = service('Conflicts=my-app@*.service')

/** A unit runs on m0. */
const running = (unit = 'db.service', text = PLAIN) => new FleetStory().create(unit, text).run(unit, 'm0')
const holds = (story: FleetStory): void => expect(violatedBy(story.judged())).toEqual([])

/** A machine that was moved off while its units still ran there. */
const cutOff = () => running().expire('m0', 'db.service').lead('m1').displace('db.service', 'm0', 'm1')
const second = (story: FleetStory) => story.place('db.service', 'm1', 'm1').claim('db.service', 'm1')

describe('a sound history of units', () => {
  test('keeps every promise: replicas, a global unit, a reboot under the lock, a stop, a destruction', () => {
    const story = new FleetStory()
      .create(A, APP)
      .run(A, 'm0')
      .create(B, APP)
      .run(B, 'm1')
      .create('logger.service', GLOBAL)
    for (const machine of ['m0', 'm1', 'm2']) story.runGlobal('logger.service', machine)
    story.acquire('m1').begin('m1').stop(B, 'm1').down('logger.service', 'm1').expire('m1').off('m1').displace(B, 'm1')
    story.run(B, 'm2').back('m1').join('m1').runGlobal('logger.service', 'm1').release('m1')
    story.create('db.service').run('db.service', 'm1').set('db.service', 'loaded')
    story.down('db.service', 'm1').load('db.service', 'm1').unclaim('db.service', 'm1')
    story.destroy(A).stop(A, 'm0')
    const judgement = story.settle()
    expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
    expect(judgement.invariants.filter(({ verdict }) => verdict.kind !== 'holds')).toEqual([])
  })
})

describe('at-most-one-copy', () => {
  test('is violated by a machine that is cut off and goes on', () =>
    breaks(
      second(cutOff()).starts('db.service', 'm1'),
      'at-most-one-copy',
      /^db\.service ran on m0 \(since 00:00\.0\) and on m1 \(since 00:00\.0\) at once, until 00:00\.0\.$/,
    ))

  test('holds where the first has stopped by then, in the same instant even', () => {
    const story = second(cutOff())
    story.down('db.service', 'm0').at -= 1
    holds(story.up('db.service', 'm1'))
  })

  test('holds where the history ends as the second comes up: nothing says that the first goes on', () =>
    holds(second(cutOff()).up('db.service', 'm1')))

  test('holds where the first stops in the very instant in which the second comes up', () => {
    const story = second(cutOff()).up('db.service', 'm1')
    story.at -= 1
    holds(story.down('db.service', 'm0').shows('db.service', 'm1', 'active', 'running'))
  })

  test('holds where its machine lost its power, and again when it was back', () => {
    const story = second(cutOff().off('m0', 'power-cut')).starts('db.service', 'm1')
    holds(story.back('m0').wait(1_000).off('m0', 'power-cut'))
  })

  test('holds where its machine loses its power in time', () =>
    holds(second(cutOff().off('m0', 'power-cut')).up('db.service', 'm1')))

  test('holds for a machine that stands still, and for the time of the fence after that', () => {
    const story = second(
      running().freeze('m0').wait(5_000).expire('m0', 'db.service').lead('m1').displace('db.service', 'm0', 'm1'),
    )
    story.up('db.service', 'm1').wait(1_000).thaw('m0').wait(400)
    holds(story.down('db.service', 'm0'))
  })

  test('is violated by one that stood still, and then goes on for longer than that', () => {
    const story = second(
      running().freeze('m0').wait(5_000).expire('m0', 'db.service').lead('m1').displace('db.service', 'm0', 'm1'),
    )
    story.up('db.service', 'm1').wait(1_000).thaw('m0').wait(600).down('db.service', 'm0')
    breaks(story, 'at-most-one-copy', /until 00:06\.6\.$/)
  })

  test('is violated by one that stood still before, and has moved since', () => {
    const story = second(
      running()
        .freeze('m0')
        .thaw('m0')
        .wait(5_000)
        .expire('m0', 'db.service')
        .lead('m1')
        .displace('db.service', 'm0', 'm1'),
    )
    breaks(story.starts('db.service', 'm1'), 'at-most-one-copy', /at once/)
  })

  test('holds for one that stands still a second time', () => {
    const story = running().freeze('m0').thaw('m0').wait(5_000).freeze('m0').expire('m0', 'db.service').lead('m1')
    holds(
      second(story.displace('db.service', 'm0', 'm1'))
        .starts('db.service', 'm1')
        .wait(1_000)
        .down('db.service', 'm0'),
    )
  })

  test('holds for a global unit, and for one that was global when it was started', () => {
    const global = new FleetStory().create('logger.service', GLOBAL).runGlobal('logger.service', 'm0')
    holds(global.runGlobal('logger.service', 'm1').replace('logger.service', PLAIN).run('logger.service', 'm2'))
  })

  test('holds for two units, and for a unit that runs one after the other', () => {
    holds(running().create('b.service').run('b.service', 'm1').move('db.service', 'm0', 'm2'))
  })
})

describe('conflicts-respected', () => {
  const one = () => running(A, APP).create(B, APP)

  test('is violated by a unit that is scheduled to its rival', () =>
    breaks(
      one().place(B, 'm0'),
      'conflicts-respected',
      /^my-app@2\.service and my-app@1\.service, which conflict, were both scheduled to m0 at 00:00\.0\.$/,
    ))

  test('whichever of the two says so', () => {
    const story = running('db.service', service('Conflicts=shy.service')).create('shy.service')
    breaks(story.place('shy.service', 'm0'), 'conflicts-respected', /^shy\.service and db\.service, which conflict/)
  })

  test('is violated by two that run, though they are not scheduled together', () => {
    const story = one().displace(A, 'm0').place(A, 'm1').place(B, 'm0').unclaim(A, 'm0').claim(B, 'm0')
    breaks(
      story.up(B, 'm0'),
      'conflicts-respected',
      /^my-app@1\.service and .*2\.service, which conflict, both ran on m0 at/,
    )
  })

  test('is violated by a global unit that runs beside its rival', () => {
    const story = running(A, APP).create('loner.service', service('Global=true', 'Conflicts=my-app@*.service'))
    breaks(story.runGlobal('loner.service', 'm0'), 'conflicts-respected', /both ran on m0/)
  })

  test('holds where the one leaves in the transaction in which the other comes', () => {
    const story = one()
    story.txn([`/_coreos.com/fleet/job/${B}/target`, 'm0'], [`/_coreos.com/fleet/job/${A}/target`, undefined])
    holds(story)
  })

  test('holds where the first has stopped, or runs on another machine', () => {
    holds(one().displace(A, 'm0').place(B, 'm0').stop(A, 'm0').claim(B, 'm0').up(B, 'm0').run(A, 'm1'))
  })

  test('holds where the first stops in the very instant in which the other starts', () => {
    const story = one().displace(A, 'm0').place(B, 'm0').claim(B, 'm0').down(A, 'm0')
    story.at -= 1
    holds(story.starts(B, 'm0'))
  })

  test('holds for a file that conflicts with nobody any more', () => {
    holds(one().replace(A, PLAIN).replace(B, PLAIN).stop(A, 'm0').run(A, 'm0').run(B, 'm0'))
  })
})
