// Nobody stops a unit because of a record that cannot be read: histories in which a target state is none, and what a
// machine makes of that.

import { describe, expect, test } from '@jest/globals'
import { jobKey } from '../fleet/registry/keys.ts'
import type { TargetState } from '../fleet/unit.ts'
import { violatedBy } from './judge.ts'
import { FleetStory, GLOBAL } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const DB = 'db.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const garbled = (story = running()) => story.set(DB, 'bogus' as TargetState)
const stopping = (story: FleetStory) => story.shows(DB, 'm0', 'deactivating', 'stop-sigterm')

describe('unknown-left-alone', () => {
  const says = /^m0 stopped db\.service at 00:00\.0, though nobody could read what it was to be\.$/

  test.each<[string, FleetStory]>([
    ['its target state', stopping(garbled())],
    ['its target state, and had been stopped before', stopping(garbled(running().stop(DB, 'm0').run(DB, 'm0')))],
  ])('is violated by a unit that is stopped as nobody can read %s', (_, story) => {
    breaks(story, 'unknown-left-alone', says)
  })

  test('or its file, which nobody had asked for', () => {
    const story = running()
    story.txn([jobKey(DB, 'object'), '{'])
    expect(violatedBy(stopping(story).judged()).toSorted()).toEqual(['acknowledged-kept', 'unknown-left-alone'])
  })

  const holds = (story: FleetStory): void => expect(violatedBy(story.judged())).not.toContain('unknown-left-alone')

  test.each<[string, FleetStory]>([
    ['goes on', garbled()],
    ['was to be stopped before that', stopping(garbled(running().set(DB, 'loaded')))],
    ['is to be stopped after all', stopping(garbled().set(DB, 'loaded'))],
    ['was to move before that', stopping(garbled(running().displace(DB, 'm0').place(DB, 'm1').place(DB, 'm0')))],
    ['had lost its claim', stopping(garbled().expire('m0', DB))],
    ['is global, and has none', stopping(garbled(new FleetStory().create(DB, GLOBAL).runGlobal(DB, 'm0')))],
  ])('holds where it %s', (_, story) => holds(story))

  test('holds where its machine goes down, and not where it went down long after', () => {
    const off = (ms: number) => {
      const story = stopping(garbled()).wait(ms)
      story.say('world', { kind: 'machine.off', machine: 'm0', why: 'reboot' })
      return story
    }
    holds(off(500))
    expect(violatedBy(off(60_000).judged())).toContain('unknown-left-alone')
  })
})
