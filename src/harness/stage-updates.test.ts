// What people and the world do about updates, played in the simulation: how each request came back, and how each fault was
// witnessed.

import { describe, expect, test } from '@jest/globals'
import type { EventOf } from '../history/event.ts'
import { reference } from '../machine/reference.ts'
import { QUICK_UPDATES } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import type { Step } from '../schedule/schedule.ts'
import { decodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import { CATALOGUE_KEY } from '../updates/server/keys.ts'
import { IMPAIRMENTS } from '../worlds/world.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { runTrialNow } from './trial.ts'

type Deed = Step extends infer S ? (S extends Step ? Omit<S, 'when'> : never) : never

/** Plays the deeds in turn, half a second apart. */
const play = (...deeds: readonly Deed[]) =>
  played(deeds.map((deed, index): Step => ({ when: { at: 500 * index }, ...deed })))

function played(steps: readonly Step[]) {
  const machines = cluster({ both: 3 }).machines.map((machine) => ({ ...machine, channel: 'alpha' }))
  const head = { seatrial: 'schedule', version: 1, seed: 1, tuning: QUICK_UPDATES } as const
  return runTrialNow(simWorld, { ...head, topology: { machines }, steps }, reference).recording.events
}

function answers(...deeds: readonly Deed[]): readonly string[] {
  const answered = play(...deeds).filter(
    (event): event is EventOf<'operator.answered'> => event.kind === 'operator.answered',
  )
  return answered.map(({ outcome, detail }) => `${outcome}: ${detail}`)
}

describe('operators', () => {
  test('publish and promote, and the store has the catalogue', () => {
    const events = play(
      { do: 'publish', version: '1.1.0', channel: 'alpha' },
      { do: 'promote', version: '1.1.0', channel: 'beta' },
      { do: 'mark-floor', version: '1.1.0', reason: 'a file changes' },
      { do: 'set-policy', track: 'beta', policy: { safeMode: true } },
    )
    const written = events.findLast(
      (event): event is EventOf<'store.put'> => event.kind === 'store.put' && event.key === CATALOGUE_KEY,
    )
    const { packages, channels, groups } = decodeCatalogue(written!.value)
    expect(packages).toMatchObject([{ version: '1.1.0', floor: 'a file changes' }])
    expect(channels.map(({ version }) => version)).toEqual(['1.1.0', '1.1.0', null])
    expect(groups.map(({ policy }) => policy.safeMode)).toEqual([false, true, false])
  })

  test('are told what the server did, or why not', () => {
    const told = answers(
      { do: 'promote', version: '1.1.0', channel: 'beta' },
      { do: 'publish', version: '1.1.0', channel: 'stable' },
      { do: 'publish', version: '1.1.0', channel: 'alpha', behaviour: 'corrupt' },
      { do: 'withdraw', version: '1.1.0' },
    )
    expect(told).toEqual([
      'fail: There is no version 1.1.0.',
      'fail: A release gets to stable by promotion; publish it to alpha.',
      'ok: 1.1.0 is on alpha.',
      'ok: 1.1.0 is withdrawn.',
    ])
  })

  test('get no answer from a server that is down, and so cannot know', () => {
    const told = answers({ do: 'impair-updates', how: 'down', forMs: 6_000 }, { do: 'withdraw', version: '1.1.0' })
    expect(told).toEqual([expect.stringMatching(/^unknown: /)])
  })

  test('configure a machine, also wrongly, and have it check', () => {
    const events = play(
      { do: 'check-for-update', machine: 'm0' },
      { do: 'configure', machine: 'm0', channel: 'beta', strategy: 'off', window: { start: '4:00', length: '1h' } },
      { do: 'configure', machine: 'm1', text: 'REBOOT_STRATEGY=etcd_lock\n' },
    )
    const configured = events.filter((event) => event.kind === 'machine.configured').slice(-2)
    expect(configured).toMatchObject([
      { machine: 'm0', channel: 'beta', strategy: 'off', window: { start: '4:00', length: '1h' } },
      { machine: 'm1', channel: 'alpha', strategy: 'off' },
    ])
    expect(events.filter((event) => event.kind === 'config.refused')).toMatchObject([
      { machine: 'm1', line: 1, value: 'etcd_lock' },
    ])
  })
})

test.each<Deed>([
  ...IMPAIRMENTS.map((how) => ({ do: 'impair-updates' as const, how, forMs: 2_000 })),
  { do: 'fill-disk', machine: 'm1', forMs: 2_000 },
  { do: 'crash-daemon', machine: 'm1', daemon: 'update engine', forMs: 2_000 },
])('%j is witnessed, at its beginning and at its end', (deed) => {
  const testimony = play({ do: 'publish', version: '1.1.0', channel: 'alpha' }, deed).filter(
    (event): event is EventOf<'step.witnessed'> => event.kind === 'step.witnessed',
  )
  expect(testimony.map(({ what, verdict }) => `${what} ${verdict}`)).toEqual(['begin seen', 'end seen'])
})

test('a step waits for what its machine goes through on the way of an update', () => {
  const publish: Step = { when: { at: 0 }, do: 'publish', version: '1.1.0', channel: 'alpha', behaviour: 'never-boots' }
  const way = [
    ...(['rollout.granted', 'slot.writing', 'slot.written', 'update.installed'] as const),
    ...(['boot.slot', 'update.rolled-back'] as const),
  ]
  const steps = way.map((on): Step => ({ when: { on, machine: 'm1', plusMs: 0 }, do: 'unlock', machine: 'm1' }))
  const events = played([publish, ...steps])
  for (const [index, on] of way.entries()) {
    const { at } = events.find((event) => event.kind === 'step.applied' && event.step === index + 2)!
    const storm = events.findIndex((event) => event.kind === 'phase' && event.phase === 'storm')
    const first = events.slice(storm).find((event) => event.kind === on && 'machine' in event && event.machine === 'm1')
    expect([on, at]).toEqual([on, first?.at])
  }
})
