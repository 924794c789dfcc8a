// Updates on real containers: a machine downloads a release over HTTP, unpacks it into its other slot and boots the program
// that is in there; one that does not boot is fallen back from.

import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import type { Event, EventOf, FactKind } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import type { Program } from '../src/runtime/operation.ts'
import { sleep } from '../src/runtime/operation.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import { administer } from '../src/updates/engine/ports.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import {
  awaitEvent,
  type Behaviour,
  buildRelease,
  impairUpdates,
  type Impairment,
  IMPAIRMENTS,
  fillDisk,
  freeDisk,
  mend,
  probeDisk,
  probeUpdates,
  type UpdatesProbe,
} from '../src/worlds/world.ts'
import trusting from './trusting-platform.ts'

/** One member, and a worker that updates itself and reboots as it likes. */
const topology = {
  machines: cluster({ members: 1, workers: 1 }).machines.map((machine) =>
    machine.id === 'm1' ? { ...machine, channel: 'alpha', strategy: 'reboot' as const } : machine,
  ),
}

async function conducted(conductor: Program<void>, platform = reference): Promise<readonly Event[]> {
  const platformModule = fileURLToPath(new URL('./trusting-platform.ts', import.meta.url))
  await using world = dockerWorld(platform === reference ? {} : { platformModule })
  const trial = { topology, tuning: QUICK_UPDATES, seed: 1, platform, conductor }
  const { events } = await world.run(trial, AbortSignal.timeout(60_000))
  expect(events.filter(({ kind }) => kind === 'harness.fault' || kind === 'program.crashed')).toEqual([])
  return events
}

const of = <K extends FactKind>(events: readonly Event[], kind: K): readonly EventOf<K>[] =>
  events.filter((event): event is EventOf<K> => event.kind === kind)

function* publish(version: string, behaviour: Behaviour): Program<void> {
  const release = yield* buildRelease(version, behaviour)
  for (;;) {
    const answer = yield* administer('publish', { channel: 'alpha', ...release }, 1_000)
    if (answer.kind === 'ok' && answer.value.status === 200) return
    yield* sleep(100)
  }
}

function* untilSaid<K extends FactKind>(kind: K, fits: (event: EventOf<K>) => boolean = () => true): Program<void> {
  yield* awaitEvent((event) => event.kind === kind && fits(event as EventOf<K>))
}

test('a machine boots the release that it has installed, and falls back from those that do not prove themselves', async () => {
  function* conductor(): Program<void> {
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* publish('2.0.0', 'boots')
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* publish('3.0.0', 'never-boots')
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* untilSaid('update.rolled-back')
    yield* publish('4.0.0', 'unhealthy')
    yield* untilSaid('update.rolled-back', ({ version }) => version === '4.0.0')
  }
  const events = await conducted(conductor())
  const slots = of(events, 'boot.slot').map(({ slot, version }) => `${slot} ${version}`)
  expect(slots).toEqual(['a 1.0.0', 'b 2.0.0', 'a 3.0.0', 'b 2.0.0', 'a 4.0.0', 'b 2.0.0'])
  expect(of(events, 'update.installed').map(({ slot, version }) => `${slot} ${version}`)).toEqual([
    'b 2.0.0',
    'a 3.0.0',
    'a 4.0.0',
  ])
  expect(of(events, 'boot.unhealthy')).toHaveLength(1)
  const stops = of(events, 'machine.off').filter(({ machine }) => machine === 'm1')
  expect(stops.map(({ why }) => why)).toEqual(['reboot', 'reboot', 'reset', 'reboot', 'reset'])
  // the release's program went on with the numbers of the boot loader's
  const boot = events.filter(({ source }) => source === 'm1.2')
  expect(boot.map(({ seq }) => seq)).toEqual(boot.map((_, index) => index + 1))
}, 120_000)

test('a release refuses what is not signed, and one that brings a variant runs that', async () => {
  function* conductor(): Program<void> {
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* publish('2.0.0', 'boots-second-try')
    yield* untilSaid('update.rolled-back')
    yield* publish('3.0.0', 'bad-signature')
    yield* awaitEvent(({ kind }) => kind === 'update.refused' || kind === 'slot.writing')
    yield* sleep(2_000)
  }
  const refused = await conducted(conductor())
  expect(of(refused, 'update.refused').map(({ version, code }) => `${version} ${code}`)).toContain('3.0.0 18')
  expect(of(refused, 'boot.slot').map(({ version }) => version)).toEqual(['1.0.0', '2.0.0', '1.0.0'])

  function* trustingly(): Program<void> {
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* publish('2.0.0', 'bad-signature')
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
    yield* publish('3.0.0', 'bad-signature')
    yield* untilSaid('boot.good', ({ machine }) => machine === 'm1')
  }
  const taken = await conducted(trustingly(), trusting)
  expect(of(taken, 'boot.slot').map(({ slot, version }) => `${slot} ${version}`)).toEqual([
    'a 1.0.0',
    'b 2.0.0',
    'a 3.0.0',
  ])
}, 180_000)

test('what is wrong with the update server, or with the room on a disk, is seen while it lasts and no longer', async () => {
  const impaired: Record<string, UpdatesProbe> = {}
  const rooms: string[] = []
  const after: UpdatesProbe[] = []
  function* impair(how: Impairment): Program<void> {
    const id = yield* impairUpdates(how)
    impaired[how] = yield* probeUpdates()
    yield* mend(id)
    after.push(yield* probeUpdates())
  }
  function* conductor(): Program<void> {
    for (const how of IMPAIRMENTS) yield* impair(how)
    rooms.push(yield* probeDisk('m1'))
    yield* fillDisk('m1')
    rooms.push(yield* probeDisk('m1'))
    yield* freeDisk('m1')
    rooms.push(yield* probeDisk('m1'))
  }
  await conducted(conductor())
  expect(impaired).toMatchObject({
    down: { answers: false, payload: 'none' },
    slow: { answers: true, payload: 'whole' },
    truncated: { answers: true, payload: 'truncated' },
    corrupted: { answers: true, payload: 'corrupted' },
  })
  expect(impaired['slow']?.ms).toBeGreaterThanOrEqual(500)
  expect(after.map(({ answers, payload }) => `${answers} ${payload}`)).toEqual(IMPAIRMENTS.map(() => 'true whole'))
  expect(rooms).toEqual(['has-room', 'full', 'has-room'])
}, 120_000)
