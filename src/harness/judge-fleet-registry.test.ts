// Each promise about what is registered, and who may act on it, is shown a history that keeps it, and some that break it in
// one place.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { FleetStory, PLAIN, service } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const DB = 'db.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const holds = (story: FleetStory): void => expect(violatedBy(story.judged())).toEqual([])

describe('placement-respected', () => {
  const placed = (text: string) => new FleetStory(3, { m0: { metadata: { zone: 'a' } } }).create(DB, text)

  test.each<[string, FleetStory, RegExp]>([
    [
      'a machine that it is not scheduled to',
      placed(PLAIN).place(DB, 'm1').claim(DB, 'm0'),
      /^m0 started db\.service at 00:00\.0, though it was scheduled to m1\.$/,
    ],
    ['a machine, though it is not scheduled at all', placed(PLAIN).claim(DB, 'm0'), /though it was not scheduled\.$/],
    [
      'another machine than MachineID says',
      placed(service('MachineID=m1')).run(DB, 'm0'),
      /though it requires the machine m1\.$/,
    ],
    [
      'a machine with other metadata',
      placed(service('MachineMetadata=zone=a')).run(DB, 'm1'),
      /^m1 started db\.service at .*, though its metadata is not what it requires\.$/,
    ],
    [
      'a machine without its peer',
      placed(service('MachineOf=peer.service')).create('peer.service').run('peer.service', 'm1').run(DB, 'm0'),
      /though peer\.service was not on that machine\.$/,
    ],
    [
      'a machine whose metadata was changed long ago',
      placed(service('MachineMetadata=zone=a')).metadata('m0', 'zone', 'b').wait(3_000).run(DB, 'm0'),
      /its metadata is not what it requires/,
    ],
    [
      'another machine than MachineID says, and is global',
      placed(service('Global=true', 'MachineID=m1')).runGlobal(DB, 'm0'),
      /^m0 started db\.service at .*, though it requires the machine m1\.$/,
    ],
    [
      'a machine that never had its metadata, and is global',
      placed(service('Global=true', 'MachineMetadata=zone=a')).runGlobal(DB, 'm1'),
      /^m1 started db\.service at .*, though its metadata is not what it requires\.$/,
    ],
  ])('is violated by a unit that is started on %s', (_, story, sentence) =>
    breaks(story, 'placement-respected', sentence),
  )

  test.each<[string, FleetStory]>([
    ['every requirement', placed(service('MachineID=m0', 'MachineMetadata=zone=a zone=c')).run(DB, 'm0')],
    [
      'a peer in the same place',
      placed(service('MachineOf=peer.service')).create('peer.service').run('peer.service', 'm0').run(DB, 'm0'),
    ],
    [
      'metadata that were changed a moment ago',
      placed(service('MachineMetadata=zone=a')).metadata('m0', 'zone', 'b').run(DB, 'm0'),
    ],
    ['metadata that were set', placed(service('MachineMetadata=zone=z')).metadata('m1', 'zone', 'z').run(DB, 'm1')],
    [
      'a global unit whose machine has not heard',
      placed(service('Global=true', 'MachineMetadata=zone=a'))
        .metadata('m0', 'zone', 'b')
        .wait(9_000)
        .runGlobal(DB, 'm0'),
    ],
  ])('holds for %s', (_, story) => holds(story))
})

describe('no-unit-after-destroy', () => {
  test('is violated by a right that is taken after it is gone', () =>
    breaks(
      new FleetStory().create(DB).place(DB, 'm0').destroy(DB).claim(DB, 'm0'),
      'no-unit-after-destroy',
      /^m0 started db\.service at 00:00\.0, though it did not exist any more\.$/,
    ))

  test('is violated by a right for a file that was replaced', () => {
    const story = new FleetStory().create(DB).place(DB, 'm0')
    const old = story.hash(DB)
    story.replace(DB, service('Conflicts=x.service')).place(DB, 'm0').claim(DB, 'm0')
    const at = story.events.findLastIndex(({ kind }) => kind === 'unit.claimed')
    story.events[at] = { ...story.events[at], hash: old } as (typeof story.events)[number]
    breaks(story, 'no-unit-after-destroy', /though its file was another by then\.$/)
  })

  test('is violated by a process that comes up long after, whatever its machine says', () =>
    breaks(
      running().destroy(DB).stop(DB, 'm0').wait(5_500).up(DB, 'm0'),
      'no-unit-after-destroy',
      /^m0 started db\.service at 00:05\.5, though it had been destroyed at 00:00\.0\.$/,
    ))

  test('holds for a service that starts again by itself before its machine can have heard', () =>
    holds(running().destroy(DB).down(DB, 'm0').wait(4_500).up(DB, 'm0')))

  test('holds for a machine that stood still', () =>
    holds(running().destroy(DB).freeze('m0').wait(9_000).down(DB, 'm0').thaw('m0').up(DB, 'm0')))

  test('is violated by one that stood still, and has moved for long', () => {
    const story = running().destroy(DB).freeze('m0').down(DB, 'm0').thaw('m0').wait(9_000).up(DB, 'm0')
    breaks(story, 'no-unit-after-destroy', /started/)
  })

  test('holds for a global unit, and for one that is submitted again', () => {
    const story = new FleetStory().create(DB, service('Global=true')).runGlobal(DB, 'm0').destroy(DB).down(DB, 'm0')
    holds(story.wait(60_000).up(DB, 'm0').down(DB, 'm0').create(DB).run(DB, 'm1'))
  })
})

describe('acknowledged-kept', () => {
  const KEY = `/_coreos.com/fleet/job/${DB}`

  test.each<[string, FleetStory, RegExp]>([
    [
      'a submission that the store never had',
      ((story) => {
        story.tell('m0', {
          kind: 'unit.asked',
          request: 9,
          change: 'create',
          unit: 'b.service',
          hash: '0',
          targetState: 'loaded',
        })
        story.tell('m0', { kind: 'unit.acknowledged', request: 9, unit: 'b.service', revision: 99 })
        return story
      })(running()),
      /^b\.service: create was acknowledged at 00:00\.0 as of revision 99, and the store has no such write\.$/,
    ],
    [
      'a unit that is gone, and nobody asked for that',
      ((story) => (
        story.txn([`${KEY}/object`, undefined], [`${KEY}/target-state`, undefined], [`${KEY}/target`, undefined]),
        story
      ))(running()),
      /^db\.service was gone at 00:00\.0 \(revision \d+\), and nobody had asked for that\.$/,
    ],
    [
      'a target state that nobody asked for',
      ((story) => (story.txn([`${KEY}/target-state`, 'inactive']), story))(running()),
      /^db\.service was changed at/,
    ],
    [
      'another target state than the one that was acknowledged',
      stateWritten('loaded', 'inactive'),
      /^db\.service was changed at/,
    ],
    [
      'a second submission in place of the first',
      running().create(DB, service('Global=true')),
      /^db\.service was changed at/,
    ],
    [
      'a word that is no target state, and nobody wrote',
      stateWritten('loaded', 'bogus'),
      /^db\.service was changed at/,
    ],
    ['an answer that is lost, and explains two changes', twice(), /^db\.service was changed at/],
    ['a change that is made before it is asked for', early(), /^db\.service was gone at/],
  ])('is violated by %s', (_, story, sentence) => breaks(story, 'acknowledged-kept', sentence))

  function stateWritten(asked: string, written: string): FleetStory {
    const story = running()
    story.tell('m0', { kind: 'unit.asked', request: 9, change: 'set', unit: DB, hash: null, targetState: asked })
    const revision = story.txn([`${KEY}/target-state`, written])
    story.tell('m0', { kind: 'unit.acknowledged', request: 9, unit: DB, revision })
    return story
  }

  /** The write of one request, made by nobody a second time. */
  function twice(): FleetStory {
    const story = running()
      .unanswered((told) => told.set(DB, 'loaded'))
      .set(DB, 'launched')
    story.txn([`${KEY}/target-state`, 'loaded'])
    return story
  }

  function early(): FleetStory {
    const story = running()
    story.txn([`${KEY}/object`, undefined], [`${KEY}/target-state`, undefined], [`${KEY}/target`, undefined])
    story
      .wait(50)
      .tell('m0', { kind: 'unit.asked', request: 9, change: 'destroy', unit: DB, hash: null, targetState: null })
    return story
  }

  test('holds where a broken client asked for a target state that is none', () => holds(stateWritten('bogus', 'bogus')))

  test('holds where an answer was lost and it happened all the same, or never did', () => {
    const lost = running().unanswered((story) =>
      story.set(DB, 'loaded').replace(DB, service('Conflicts=x.service')).destroy(DB),
    )
    lost.tell('m0', { kind: 'unit.asked', request: 99, change: 'destroy', unit: DB, hash: null, targetState: null })
    holds(lost)
  })

  test('holds where a change happens long after it was asked for, and after others', () => {
    const story = running()
    story.tell('m0', { kind: 'unit.asked', request: 99, change: 'destroy', unit: DB, hash: null, targetState: null })
    story.set(DB, 'loaded').set(DB, 'launched').wait(60_000)
    story.txn([`${KEY}/object`, undefined], [`${KEY}/target-state`, undefined], [`${KEY}/target`, undefined])
    holds(story)
  })

  test('holds for what engines and agents write of a unit', () => holds(running().move(DB, 'm0', 'm1')))
})

describe('one-leader', () => {
  test('is violated by an engine that places a unit while another leads', () =>
    breaks(
      new FleetStory().create(DB).lead('m1').place(DB, 'm0', 'm0'),
      'one-leader',
      /^The engine of m0 placed db\.service at 00:00\.0, while that of m1 led\.$/,
    ))

  test('is violated by one that takes a unit away while nobody leads', () => {
    const story = new FleetStory().create(DB).place(DB, 'm0')
    story.txn(['/_coreos.com/fleet/lease/engine-leader', undefined])
    breaks(story.displace(DB, 'm0'), 'one-leader', /^The engine of m0 displaced db\.service at .*, while nobody led\.$/)
  })

  test('is violated by a write of nobody knows whom while nobody leads', () => {
    const story = new FleetStory().create(DB)
    story.txn(['/_coreos.com/fleet/lease/engine-leader', undefined])
    story.txn([`/_coreos.com/fleet/job/${DB}/target`, 'm0'])
    breaks(
      story,
      'one-leader',
      /^db\.service was placed or displaced at 00:00\.0 \(revision \d+\), while no engine led\.$/,
    )
  })

  test('holds for a leader whose answer was lost, and for whoever replaces or destroys a unit while nobody leads', () => {
    const story = new FleetStory().create(DB)
    story.txn([`/_coreos.com/fleet/job/${DB}/target`, 'm0'])
    story.txn(['/_coreos.com/fleet/lease/engine-leader', undefined])
    holds(story.replace(DB, service('Conflicts=x.service')).destroy(DB).lead('m1').create(DB).place(DB, 'm2', 'm1'))
  })

  test('knows an engine by the id under which its machine registers', () => {
    const story = new FleetStory(2, { m1: { id: 'other' } }).create(DB).lead('m1').place(DB, 'm1', 'm1')
    holds(story.claim(DB, 'm1').load(DB, 'm1').starts(DB, 'm1'))
  })
})
