// A machine goes on with what it has until it is told otherwise: histories in which it stops a unit, and what it had been
// told by then.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { FleetStory, GLOBAL, service } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const DB = 'db.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const global = () => new FleetStory().create(DB, GLOBAL).runGlobal(DB, 'm0')
const stopping = (story: FleetStory) => story.shows(DB, 'm0', 'deactivating', 'stop-sigterm')
const fenced = (story: FleetStory) => (story.tell('m0', { kind: 'fleet.fenced', machine: 'm0', units: [] }), story)

describe('not-taken-down', () => {
  const says = /^m0 stopped db\.service at 00:00\.\d, though it was to run there\.$/

  test.each<[string, FleetStory]>([
    ['a unit that is to run there', stopping(running())],
    ['a global unit', stopping(global())],
    ['a global unit, as the machine has lost its lease', stopping(fenced(global().expire('m0')))],
    [
      'a unit that was to go, and is there again since',
      stopping(running().destroy(DB).stop(DB, 'm0').wait(50).join('m0').create(DB).run(DB, 'm0')),
    ],
  ])('is violated by a machine that stops %s', (_, story) => breaks(story, 'not-taken-down', says))

  test.each<[string, FleetStory]>([
    ['was to be loaded only', running().set(DB, 'loaded')],
    ['was to be loaded only, and is to run again', global().set(DB, 'loaded').set(DB, 'launched')],
    ['was to be loaded only before it was started, of which it may have heard since', early()],
    ['was destroyed', running().destroy(DB)],
    ['was destroyed, and is global', global().destroy(DB)],
    ['was replaced', global().replace(DB, service('Global=true', 'MachineMetadata=zone=z'))],
    ['was moved', running().displace(DB, 'm0').place(DB, 'm1')],
    ['has lost its claim', running().expire('m0', DB)],
    ['may have lost its claim', fenced(running())],
    ['runs without its claim', new FleetStory().create(DB).place(DB, 'm0').load(DB, 'm0').starts(DB, 'm0')],
    ['does not run', running().down(DB, 'm0').wait(50)],
  ])('says nothing where the unit %s', (_, story) =>
    expect(violatedBy(stopping(story).judged())).not.toContain('not-taken-down'),
  )

  /** The machine starts it by what it knew, and has yet to hear that it was stopped and started in between. */
  function early(): FleetStory {
    return new FleetStory().create(DB, GLOBAL).set(DB, 'loaded').set(DB, 'launched').runGlobal(DB, 'm0')
  }

  test('says nothing where the machine is on its way down, however long it stands still then', () => {
    const story = running().acquire('m0').begin('m0')
    expect(violatedBy(stopping(story).wait(60_000).off('m0').judged())).not.toContain('not-taken-down')
    expect(violatedBy(stopping(running()).wait(500).off('m0').judged())).not.toContain('not-taken-down')
  })

  test('but where it was down long ago, or goes down long after', () => {
    const back = running().acquire('m0').begin('m0').down(DB, 'm0').off('m0').back('m0').join('m0').starts(DB, 'm0')
    expect(violatedBy(stopping(back).judged())).toContain('not-taken-down')
    expect(violatedBy(stopping(running()).wait(60_000).off('m0').judged())).toContain('not-taken-down')
  })
})
