import { describe, expect, jest, test } from '@jest/globals'
import { encodeUnitState } from '../fleet/registry/codecs.ts'
import type { Event, Fact } from '../history/event.ts'
import { FleetState } from '../invariants/fleet-state.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { FleetPulse } from './fleet-pulse.ts'
import { FleetStory, GLOBAL, PLAIN, service } from './judge-fleet-fixture.ts'

const DB = 'db.service'
const created = (targetState?: 'loaded' | 'inactive') => new FleetStory().create(DB, PLAIN, targetState)
const running = () => created().run(DB, 'm0')

function pulseOf({ setting, events }: FleetStory): FleetPulse {
  const pulse = new FleetPulse(setting.topology)
  for (const event of events) pulse.see(event)
  return pulse
}

function unrest({ setting, events }: FleetStory, ...lost: readonly string[]): string | undefined {
  const state = new FleetState(setting.topology)
  for (const event of events) state.see(event)
  return state.unrest((machine) => lost.includes(machine))
}

const logger = (...machines: readonly string[]) => {
  const story = new FleetStory().create('logger.service', GLOBAL)
  for (const machine of machines) story.runGlobal('logger.service', machine)
  return story
}

/** The leader's key and what stands in it are of m0. */
const leaderless = (story: FleetStory): FleetStory => {
  story.txn(['/_coreos.com/fleet/lease/engine-leader', undefined])
  return story
}

const unread = (story: FleetStory): FleetStory => {
  story.txn([`/_coreos.com/fleet/job/${DB}/object`, '{}'])
  return story
}

/** Its process was killed as its machine lost its session, and the machine has the right to run it again. */
const startedAgain = (): FleetStory =>
  running().down(DB, 'm0').shows(DB, 'm0', 'failed', 'failed').expire('m0', DB).join('m0').claim(DB, 'm0')

/** What the machine says of it then. */
const failed = (launched: boolean): string => {
  const hash = running().hash(DB)
  return encodeUnitState({ unit: DB, machine: 'm0', load: 'loaded', active: 'failed', sub: 'failed', hash, launched })
}

describe('units are at rest', () => {
  test.each<[string, FleetStory]>([
    ['where there are none', new FleetStory()],
    ['once what is to run runs', running()],
    ['once a global one runs everywhere', logger('m0', 'm1', 'm2')],
    ['once what is to be loaded is loaded', created('loaded').place(DB, 'm1').load(DB, 'm1')],
    ['while nobody wants them', created('inactive')],
    ['once what is not to run any more has stopped', running().set(DB, 'inactive').displace(DB, 'm0').stop(DB, 'm0')],
    ['once what was destroyed has stopped', running().destroy(DB).stop(DB, 'm0')],
    ['once what moved runs elsewhere', running().displace(DB, 'm0').stop(DB, 'm0').run(DB, 'm2')],
    ['where no machine can take one', new FleetStory().create(DB, service('MachineID=m9'))],
    ['where one has ended by itself', running().down(DB, 'm0').load(DB, 'm0')],
    ['where one has failed', running().down(DB, 'm0').shows(DB, 'm0', 'failed', 'failed')],
    [
      'where one cannot be started',
      created().place(DB, 'm0').load(DB, 'm0').claim(DB, 'm0').shows(DB, 'm0', 'failed', 'failed'),
    ],
    ['where one was started too often', startedAgain().states(DB, 'm0', failed(true))],
    [
      'while a service waits to be started again',
      running().down(DB, 'm0').shows(DB, 'm0', 'activating', 'auto-restart'),
    ],
    ['where one cannot be read: whatever it is, it stays', unread(running())],
    ['where one that is no service has no process', socket()],
  ])('%s', (_, story) => {
    expect(unrest(story)).toBeUndefined()
    expect(pulseOf(story).isQuiet(new Set())).toBe(true)
  })

  function socket(): FleetStory {
    const story = new FleetStory().create('a.socket', '[Socket]\nListenStream=80\n').place('a.socket', 'm0')
    return story.claim('a.socket', 'm0').shows('a.socket', 'm0', 'active', 'running')
  }

  test.each<[string, FleetStory, string]>([
    [
      'before a unit is scheduled',
      created(),
      'db.service is to be scheduled (m0: target state launched and unit not scheduled)',
    ],
    ['before it is loaded', created().place(DB, 'm0'), 'db.service is not loaded on m0'],
    ['before it may run', created().place(DB, 'm0').load(DB, 'm0'), 'db.service has not started on m0'],
    [
      'before it has run',
      created().place(DB, 'm0').load(DB, 'm0').claim(DB, 'm0'),
      'db.service was never started on m0',
    ],
    [
      'while it starts',
      created().place(DB, 'm0').claim(DB, 'm0').shows(DB, 'm0', 'activating', 'start-pre'),
      'db.service is activating on m0',
    ],
    ['while it stops', running().shows(DB, 'm0', 'deactivating', 'stop-sigterm'), 'db.service is deactivating on m0'],
    [
      'before one that lost its right has run again',
      running().expire('m0', DB).join('m0').claim(DB, 'm0').down(DB, 'm0').load(DB, 'm0'),
      'db.service was never started on m0',
    ],
    [
      'before one that failed with its session is started again',
      startedAgain().states(DB, 'm0', failed(false)),
      'db.service was never started on m0',
    ],
    [
      'before a machine that came back soon has run its unit again',
      running().off('m0', 'power-cut').back('m0').load(DB, 'm0'),
      'db.service was never started on m0',
    ],
    ['before a machine has a global unit', logger('m0', 'm2'), 'logger.service is not loaded on m1'],
    [
      'before a global unit has run',
      logger('m0', 'm2').load('logger.service', 'm1'),
      'logger.service was never started on m1',
    ],
    [
      'before one that is to be loaded has stopped',
      running().set(DB, 'loaded'),
      'a process of db.service still runs on m0',
    ],
    ['before it is shown to have stopped', running().set(DB, 'loaded').down(DB, 'm0'), 'db.service still runs on m0'],
    [
      'before its claim is given back',
      running().set(DB, 'loaded').down(DB, 'm0').load(DB, 'm0'),
      'm0 has not given db.service back',
    ],
    [
      'before it is taken from its machine',
      running().set(DB, 'inactive'),
      'db.service is to be unscheduled (m0: target state inactive)',
    ],
    ['before what was destroyed has stopped', running().destroy(DB), 'a process of db.service still runs on m0'],
    [
      'before the claim of what was destroyed is given back',
      running().destroy(DB).down(DB, 'm0').load(DB, 'm0'),
      'm0 has not given db.service back',
    ],
    [
      'before the file of what was destroyed is gone',
      running().destroy(DB).down(DB, 'm0').load(DB, 'm0').unclaim(DB, 'm0'),
      'db.service is still loaded on m0',
    ],
    [
      'where a process goes on of which nobody knows',
      running().destroy(DB).unclaim(DB, 'm0').unload(DB, 'm0'),
      'a process of db.service still runs on m0',
    ],
    ['where a unit is only said to run', running().down(DB, 'm0'), 'db.service is said to run on m0, and does not'],
    [
      'before a replaced file lies there',
      running().down(DB, 'm0').replace(DB, service('Conflicts=x.service')).place(DB, 'm0'),
      'db.service is not loaded on m0',
    ],
    ['while nobody leads', leaderless(running()), 'no engine leads'],
    ['while a machine is not in the registry', running().expire('m1'), 'm1 is not in the registry'],
    [
      'while a machine that has booted has not loaded its units',
      running().off('m0', 'power-cut').back('m0'),
      'db.service is not loaded on m0',
    ],
  ])('not %s', (_, story, why) => {
    expect(unrest(story)).toBe(why)
    expect(pulseOf(story).isQuiet(new Set())).toBe(false)
  })
})

describe('a machine that never comes back', () => {
  test('is not waited for, once it has left the registry', () => {
    const story = running().lead('m1').off('m2', 'power-cut')
    expect(unrest(story, 'm2')).toBe('m2 is still in the registry')
    expect(unrest(story.expire('m2'), 'm2')).toBeUndefined()
    expect(unrest(story)).toBe('m2 is not in the registry')
  })

  test('leads no more', () => {
    const story = new FleetStory().off('m0', 'power-cut').expire('m0')
    expect(unrest(story, 'm0')).toBe('no engine leads')
    expect(unrest(story.lead('m1'), 'm0')).toBeUndefined()
  })

  test('and the last engine with it: units stay as they are', () => {
    const story = new FleetStory(2, { m1: { engine: false } }).create(DB)
    expect(unrest(story)).toMatch(/is to be scheduled/)
    expect(unrest(leaderless(story.off('m0', 'power-cut').expire('m0')), 'm0')).toBeUndefined()
    expect(unrest(story, 'm0', 'm1')).toBeUndefined()
  })

  test('only a machine whose engine may lead does', () =>
    expect(unrest(new FleetStory(2, { m1: { engine: false } }).lead('m1'))).toBe('no engine leads'))
})

test('a machine is known by the id under which it registers', () => {
  const story = new FleetStory(2, { m1: { id: 'other' } }).create(DB).run(DB, 'm1')
  expect(unrest(story)).toBeUndefined()
  expect(unrest(story.down(DB, 'm1'))).toBe('db.service is said to run on other, and does not')
})

describe('a pulse', () => {
  const event = (fact: Fact): Event => ({ id: 'x/1', at: 0, source: 'x', seq: 1, ...fact })

  test('is always quiet without fleet', () => {
    const pulse = new FleetPulse(cluster({ both: 3 }))
    expect(pulse.isQuiet(new Set())).toBe(true)
  })

  test('looks at the fleet at most once for each event that is about units', () => {
    const looks = jest.spyOn(FleetState.prototype, 'unrest')
    try {
      const story = running()
      const pulse = pulseOf(story)
      const ask = (...lost: readonly string[]): number => {
        for (let i = 0; i < 3; i++) pulse.isQuiet(new Set(lost))
        return looks.mock.calls.length
      }
      expect(ask()).toBe(1)
      pulse.see(event({ kind: 'boot.good', machine: 'm0', boot: 1 }))
      pulse.see(event({ kind: 'store.put', key: 'elsewhere', value: 'x', revision: 900 }))
      pulse.see(event({ kind: 'machine.off', machine: 'm2', why: 'reboot' })) // nothing ran on it
      expect(ask()).toBe(1)
      pulse.see(story.down(DB, 'm0').events.at(-1) as Event)
      expect(ask()).toBe(2)
      expect(ask('m1')).toBe(3)
    } finally {
      looks.mockRestore()
    }
  })
})
