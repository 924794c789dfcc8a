// Each goal of units is met by a history in which it happens, and not by the same one without it.

import { describe, expect, test } from '@jest/globals'
import type { Fact } from '../history/event.ts'
import { FleetStory, service } from './judge-fleet-fixture.ts'

const DB = 'db.service'
const A = 'my-app@1.service'
const B = 'my-app@2.service'
const running = () => new FleetStory().create(DB).run(DB, 'm0')
const two = (second = B) => new FleetStory().create(A).run(A, 'm0').create(second).run(second, 'm1')
const reboots = (story: FleetStory, machine: string) =>
  story.acquire(machine).begin(machine).off(machine).back(machine).release(machine)

const told = (story: FleetStory, fact: Fact): FleetStory => {
  story.tell('m1', fact)
  return story
}
const fenced = (units: readonly string[]): Fact => ({ kind: 'fleet.fenced', machine: 'm1', units })

/** A unit gets a file that conflicts with its neighbour's, or goes by itself. */
const moved = (file: string) =>
  new FleetStory()
    .create('b.service')
    .run('b.service', 'm0')
    .create(DB)
    .run(DB, 'm0')
    .replace(DB, file)
    .stop(DB, 'm0')
    .run(DB, 'm1')

const CASES: readonly (readonly [string, FleetStory, FleetStory])[] = [
  ['engine-leader-reboots', reboots(running(), 'm0'), reboots(running(), 'm1')],
  [
    'unit-moved-twice',
    running().move(DB, 'm0', 'm1').wait(59_000).move(DB, 'm1', 'm0'),
    running().move(DB, 'm0', 'm1').wait(60_000).move(DB, 'm1', 'm0'),
  ],
  ['replicas-reboot-in-turn', reboots(reboots(two(), 'm0'), 'm1'), reboots(reboots(two('web@1.service'), 'm0'), 'm1')],
  ['replicas-reboot-in-turn', reboots(reboots(two(), 'm1'), 'm0'), reboots(reboots(reboots(two(), 'm1'), 'm2'), 'm0')],
  ['conflict-moves-unit', moved(service('Conflicts=b.service')), moved(service('Conflicts=c.service'))],
  [
    'destroyed-while-scheduled',
    new FleetStory().create(DB).place(DB, 'm1').destroy(DB),
    running().destroy(DB).create(DB).destroy(DB),
  ],
  [
    'submitted-in-partition',
    told(new FleetStory(), fenced([])).create(DB),
    told(new FleetStory(), fenced([])).join('m1').create(DB),
  ],
  ['fenced-while-alive', told(running(), fenced([DB])), told(running(), fenced([]))],
  [
    'fenced-while-alive',
    told(running().freeze('m1').thaw('m1').wait(3_000), fenced([DB])),
    told(running().freeze('m1').thaw('m1').wait(2_000), fenced([DB])),
  ],
  ['unit-unplaceable', told(running(), { kind: 'unit.unplaceable', unit: DB, why: {} }), running()],
  ['restarted-daemon-finds-units', running().claim(DB, 'm0'), running().stop(DB, 'm0').run(DB, 'm0')],
  [
    'rejoins-before-lease-ends',
    running().off('m1', 'power-cut').wait(1_800).back('m1').join('m1'),
    running().off('m1', 'power-cut').wait(2_000).back('m1').join('m1'),
  ],
  [
    'rejoins-before-lease-ends',
    running().off('m1', 'power-cut').back('m1').join('m1'),
    running().expire('m1').off('m1').back('m1').join('m1'),
  ],
]

describe('goals of units', () => {
  test.each(CASES)('%s', (id, happens, not) => {
    const goal = (story: FleetStory) => story.judged().goals.find((each) => each.id === id)
    expect(goal(happens)).toMatchObject({ met: true })
    expect(happens.events.map((event) => event.id)).toContain(goal(happens)?.event)
    expect(goal(not)).toMatchObject({ met: false })
  })
})
