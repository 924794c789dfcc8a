import { describe, expect, test } from '@jest/globals'
import { type Program, sleep, spawn } from '../../runtime/operation.ts'
import { installed, passiveSlot } from '../../updates/boot/slots.ts'
import { CODEBASE } from '../../machine/updates.ts'
import { reboot } from '../../machine/reboot.ts'
import { fetchPayload, readFile, readSlot, unpackPayload, writeFile } from '../../updates/engine/ports.ts'
import {
  type Behaviour,
  buildRelease,
  type DeclaredRelease,
  freeze,
  powerCut,
  powerOn,
  probeMachine,
  probeMember,
  thaw,
} from '../world.ts'
import { type Engine, installs, machineOf, ofKind, run, story } from './updates-fixture.ts'

/** A trial in which m0 installs a release once; then `after`, and no more than ten seconds of anything else. */
function installing(
  behaviour: Behaviour,
  engine: (wanted: () => DeclaredRelease | undefined) => Engine = installs,
  after: () => Program<void> = settled,
) {
  let release: DeclaredRelease | undefined
  function* conductor(): Program<void> {
    release = yield* buildRelease('2.0.0', behaviour)
    yield* after()
  }
  return run(
    conductor(),
    engine(() => release),
  )
}

function* settled(): Program<void> {
  yield* sleep(10_000)
}

const WITH_TWO_TRIES = (wanted: () => DeclaredRelease | undefined): Engine =>
  installs(wanted, (table, running) => installed(table, passiveSlot(running), 2))

/** The slot that works is given up too. */
const WITH_NOTHING_ELSE = (wanted: () => DeclaredRelease | undefined): Engine =>
  installs(wanted, (table, running) => {
    const next = installed(table, passiveSlot(running))
    return { ...next, [running]: { priority: 0, tries: 0, successful: false } }
  })

const FACTORY_BOOT = ['1: a 1.0.0', '1: good', 'off: reboot']

describe('a machine that installs a release', () => {
  test('boots it from the other slot', () => {
    const { events } = installing('boots')
    expect(story(events)).toEqual([...FACTORY_BOOT, '2: b 2.0.0', '2: good'])
    const [, second] = ofKind(events, 'boot.slot')
    expect(second?.payload).toMatch(/^[\w+/]{43}=$/)
  })

  test('falls back from one that never boots', () =>
    expect(story(installing('never-boots').events)).toEqual([
      ...FACTORY_BOOT,
      '2: b 2.0.0',
      'off: reset',
      '3: a 1.0.0',
      '3: good',
    ]))

  test('is reset when it is unhealthy, and falls back', () =>
    expect(story(installing('unhealthy').events)).toEqual([
      ...FACTORY_BOOT,
      '2: b 2.0.0',
      '2: unhealthy',
      'off: reset',
      '3: a 1.0.0',
      '3: good',
    ]))

  test('that boots from the second try on needs two tries', () => {
    expect(story(installing('boots-second-try').events).slice(3)).toEqual([
      '2: b 2.0.0',
      'off: reset',
      '3: a 1.0.0',
      '3: good',
    ])
    expect(story(installing('boots-second-try', WITH_TWO_TRIES).events).slice(3)).toEqual([
      '2: b 2.0.0',
      'off: reset',
      '3: b 2.0.0',
      '3: good',
    ])
  })

  test('does not boot what is no archive: the loader finds nothing in the slot', () =>
    expect(story(installing('truncated').events)).toEqual([...FACTORY_BOOT, 'off: reset', '3: a 1.0.0', '3: good']))
})

describe('a machine whose slots are both bad', () => {
  test('is lost, and stays off', () => {
    const { events } = installing('never-boots', WITH_NOTHING_ELSE, function* () {
      yield* sleep(5_000)
      expect(yield* probeMachine('m0')).toBe('down')
      yield* powerOn('m0')
      yield* sleep(5_000)
    })
    expect(story(events)).toEqual([...FACTORY_BOOT, '2: b 2.0.0', 'off: reset', '3: lost', 'off: lost'])
  })

  test('is lost again when its power comes back', () => {
    const { events } = installing('never-boots', WITH_NOTHING_ELSE, function* () {
      yield* sleep(5_000)
      yield* powerCut('m0')
      yield* powerOn('m0')
      yield* sleep(5_000)
    })
    expect(story(events).slice(-4)).toEqual(['off: lost', 'off: power-cut', '4: lost', 'off: lost'])
  })
})

test('a release that does not boot has no member, and is not reset while the machine is frozen', () => {
  const { events } = installing('never-boots', installs, function* () {
    while ((yield* probeMachine('m0')) !== 'answers') yield* sleep(10)
    while ((yield* probeMachine('m0')) === 'answers') yield* sleep(10)
    yield* sleep(250) // 200 of them for the boot
    expect([yield* probeMachine('m0'), yield* probeMember('m0')]).toEqual(['down', 'down'])
    yield* freeze('m0')
    yield* sleep(10_000)
    yield* thaw('m0')
    yield* sleep(5_000)
  })
  const members = ofKind(events, 'store.member').map(({ health }) => health)
  expect(members).toEqual(['up', 'down', 'up'])
  const [reset] = ofKind(events, 'machine.off').filter(({ why }) => why === 'reset')
  const [thawed] = ofKind(events, 'machine.thawed')
  expect(reset?.at).toBe(thawed?.at)
  expect(story(events).slice(-2)).toEqual(['3: a 1.0.0', '3: good'])
})

test('a slot that a power cut left half written is empty', () => {
  const seen: unknown[] = []
  let writing = false
  const engine = (wanted: () => DeclaredRelease | undefined): Engine =>
    function* ({ boot }) {
      const release = wanted()
      if (boot === 1 && release) {
        const { version, sha256, size } = release
        yield* fetchPayload(`${CODEBASE}${version}.tgz`, sha256, size, 1000)
        yield* unpackPayload(sha256, 'b')
        seen.push((yield* readSlot('b'))?.version)
        writing = true
        yield* unpackPayload(sha256, 'b')
        seen.push('written')
      } else seen.push(yield* readSlot('b'))
    }
  const { events } = installing('boots', engine, function* () {
    while (!writing) yield* sleep(10)
    yield* sleep(50) // of at least 100 that it takes
    yield* powerCut('m0')
    yield* powerOn('m0')
    yield* sleep(5_000)
  })
  expect(story(events)).toEqual(['1: a 1.0.0', '1: good', 'off: power-cut', '2: a 1.0.0', '2: good'])
  expect(seen).toEqual(['2.0.0', undefined])
})

test('a reboot in the middle of a write leaves the old text or the new one, and both do happen', () => {
  const seen = new Set<string | null>()
  for (let seed = 0; seed < 20; seed++) {
    const engine: Engine = function* (context) {
      if (context.boot === 1) {
        yield* spawn('write', written('new'))
        yield* sleep(1)
        yield* reboot(context, null)
      }
      seen.add(yield* readFile('engine'))
    }
    run(settled(), engine, { seed })
  }
  expect(seen).toEqual(new Set([null, 'new']))
})

function* written(text: string): Program<void> {
  yield* writeFile('engine', text)
}

test('the same trial gives the same history', () => {
  const trial = () => installing('unhealthy', WITH_TWO_TRIES).events
  expect(trial()).toEqual(trial())
})

test('a machine without a channel beside one with it has no slots', () => {
  const topology = { machines: [machineOf('m0'), machineOf('m1', { channel: undefined })] }
  const { events } = run(settled(), undefined, { topology })
  expect(ofKind(events, 'boot.slot').map(({ machine }) => machine)).toEqual(['m0'])
  expect(new Set(ofKind(events, 'boot.good').map(({ machine }) => machine))).toEqual(new Set(['m0', 'm1']))
})
