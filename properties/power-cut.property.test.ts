// An update and a boot, cut short at every millisecond of their way: enumerated, not drawn. Whatever stops, and whenever,
// nothing is lost: every promise holds, and the machine ends on the new release, or on the old one and knows why.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow, type Tried } from '../src/harness/trial.ts'
import type { EventOf } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import type { Topology } from '../src/machine/topology.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'

const OLD = '1.0.0'
const NEW = '1.1.0'
const MACHINE = 'm1'

/** One member of the store, which stays; one machine that updates itself. */
const topology: Topology = {
  machines: cluster({ members: 1, workers: 1 }).machines.map((spec) =>
    spec.id === MACHINE ? { ...spec, channel: 'alpha' } : spec,
  ),
}

function tried(bootTries: number, ...steps: readonly Step[]): Tried {
  const { updates } = QUICK_UPDATES
  const schedule: Schedule = {
    seatrial: 'schedule',
    version: 1,
    seed: 7,
    topology,
    tuning: { ...QUICK_UPDATES, ...(updates && { updates: { ...updates, bootTries } }) },
    steps: [{ when: { at: 0 }, do: 'publish', version: NEW, channel: 'alpha' }, ...steps],
  }
  return runTrialNow(simWorld, schedule, reference)
}

const boots = ({ recording }: Tried): readonly EventOf<'boot.slot'>[] =>
  recording.events.flatMap((event) => (event.kind === 'boot.slot' && event.machine === MACHINE ? [event] : []))

/** From the publication, which begins the storm, to the good boot of the new release. */
function way(undisturbed: Tried): { readonly from: number; readonly ms: number } {
  const { events } = undisturbed.recording
  const from = events.find((event) => event.kind === 'phase' && event.phase === 'storm')?.at ?? 0
  const arrives = boots(undisturbed).find(({ version }) => version === NEW)?.at ?? from
  const good = events.find((event) => event.kind === 'boot.good' && event.machine === MACHINE && event.at > arrives)
  return { from, ms: (good?.at ?? from) - from + 20 }
}

describe.each([1, 2])('with %i tries for a new release', (bootTries) => {
  const { ms } = way(tried(bootTries))

  test('the way of an update is long enough to be worth it', () => expect(ms).toBeGreaterThan(1_000))

  test.each<readonly [string, (at: number) => Step]>([
    ['the power is cut', (at) => ({ when: { at }, do: 'power-cut', machine: MACHINE, forMs: 300 })],
    ['the machine hangs', (at) => ({ when: { at }, do: 'hang', machine: MACHINE, forMs: 1_500 })],
    [
      'the update engine crashes',
      (at) => ({ when: { at }, do: 'crash-daemon', machine: MACHINE, daemon: 'update engine', forMs: 200 }),
    ],
    ['the disk is full', (at) => ({ when: { at }, do: 'fill-disk', machine: MACHINE, forMs: 1_000 })],
    ['the update server is gone', (at) => ({ when: { at }, do: 'impair-updates', how: 'down', forMs: 1_500 })],
  ])('%s at each of its milliseconds, and nothing is lost', (_, fault) => {
    const wrong: string[] = []
    for (let at = 0; at <= ms; at++) {
      const trial = tried(bootTries, fault(at))
      const last = boots(trial).at(-1)
      const fellBack = trial.recording.events.some(
        (event) => event.kind === 'update.rolled-back' && event.version === NEW,
      )
      const published = trial.recording.events.some(
        (event) => event.kind === 'operator.answered' && event.step === 1 && event.outcome === 'ok',
      )
      const ended = last?.version === NEW || ((fellBack || !published) && last?.version === OLD)
      if (trial.judgement.verdict !== 'holds' || !ended) {
        wrong.push(
          `at ${at}: ${trial.judgement.verdict} ${violatedBy(trial.judgement).join(' ')}, runs ${last?.version}`,
        )
      }
    }
    expect(wrong).toEqual([])
  })
})
