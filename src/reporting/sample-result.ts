// Results for the tests of this room, made by hand: a run that broke the quorum, a run that held through faults, and a
// long one.

import type { Event, MachineId } from '../history/event.ts'
import type { Judgement, Verdict } from '../invariants/verdict.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import type { RunResult } from './result.ts'
import { SampleHistory } from './sample-history.ts'

const TUNING: Schedule['tuning'] = {
  bootMs: 15_000,
  goodAfterMs: 45_000,
  callTimeoutMs: 5000,
  lockBackoffMs: 5000,
  lockBackoffMaxMs: 300_000,
  reconcileMs: 60_000,
  heartbeatMs: 100,
  electionMs: 1000,
  stormMs: 900_000,
  settleMs: 1_800_000,
}
const MACHINES = ['m0', 'm1', 'm2']

const schedule = (name: string, steps: readonly Step[]): Schedule => ({
  seatrial: 'schedule',
  version: 1,
  name,
  seed: 4711,
  topology: { machines: MACHINES.map((id) => ({ id, roles: ['etcd', 'worker'], group: '', strategy: 'etcd-lock' })) },
  tuning: TUNING,
  steps,
})

const PROMISES: readonly (readonly [string, 'safety' | 'liveness', string])[] = [
  ['reboot-limit', 'safety', 'In each reboot group, at most max machines are in a voluntary reboot at once.'],
  [
    'never-all-rebooting',
    'safety',
    'Never are all machines of the cluster, or of a group with two or more, in a voluntary reboot at once.',
  ],
  [
    'reboot-holds-lock',
    'safety',
    'With the etcd-lock strategy, a machine starts a voluntary reboot only while it is a holder.',
  ],
  [
    'lock-held-through-boot',
    'safety',
    'A holder is released only by its own machine after a boot that was marked good, or by an operator’s unlock.',
  ],
  [
    'semaphore-consistent',
    'safety',
    'free + holders = max, holders are unique, and every change is explained by exactly one operation.',
  ],
  ['etcd-quorum', 'safety', 'Voluntary reboots alone never take the etcd cluster below a majority.'],
  ['locks-drain', 'liveness', 'No machine that has booted well still holds a slot.'],
]

export function judgementOf(verdicts: Readonly<Record<string, Verdict>>, verdict: Judgement['verdict']): Judgement {
  return {
    verdict,
    assumptions: [
      { id: 'world-came-up', says: 'The world came up.' },
      { id: 'faults-witnessed', says: 'Every applied fault was witnessed, and its end too.' },
      { id: 'history-whole', says: 'The history is whole.' },
    ],
    invariants: PROMISES.map(([id, nature, promise]) => ({
      id,
      nature,
      promise,
      verdict: verdicts[id] ?? { kind: 'holds' },
    })),
    goals: [
      { id: 'contended-lock', says: 'contended lock', met: true },
      { id: 'quorum-regained', says: 'quorum lost and regained', met: verdict === 'violated' },
      { id: 'holder-dies', says: 'holder dies', met: false },
    ],
  }
}

const result = (name: string, steps: readonly Step[], events: readonly Event[], judgement: Judgement): RunResult => ({
  seatrial: 'result',
  version: 1,
  id: `2026-04-01-${name}`,
  world: 'sim',
  platform: 'reference',
  schedule: schedule(name, steps),
  judgement,
  events,
  environment: {
    seatrial: '0.1.0',
    node: 'v24.21.0',
    startedAt: '2026-04-01T09:30:00.000Z',
    details: { 'etcd (simulated)': '3.6 semantics' },
  },
  duration: { wallMs: 12, virtualMs: (events.at(-1)?.at ?? 0) + 50 },
  replay: `seatrial replay reports/runs/2026-04-01-${name}/schedule.json`,
})

/** The start of every sample: three machines boot, the store elects m0. */
function begun(): SampleHistory {
  const history = new SampleHistory()
  history.add(0, 'conductor', { kind: 'phase', phase: 'boot' })
  for (const machine of MACHINES) {
    history.boot(0, machine)
    history.add(15_020, 'store', { kind: 'store.member', machine, health: 'up' })
  }
  history.add(16_100, 'store', { kind: 'store.leader', leader: 'm0', term: 2 })
  history.add(16_100, 'store', { kind: 'store.quorum', has: true })
  history.put(16_200, 1, [])
  history.add(60_010, 'conductor', { kind: 'phase', phase: 'storm' })
  return history
}

/** Two of three reboot at once, since the operator allowed two: the majority is gone. */
export function violatedSample(): RunResult {
  const history = begun()
  const steps: readonly Step[] = [
    { when: { at: 0 }, do: 'set-max', group: '', max: 2 },
    { when: { at: 1000 }, do: 'ask-reboot', machine: 'm1' },
    { when: { on: 'lock.granted', machine: 'm1', plusMs: 500 }, do: 'ask-reboot', machine: 'm2' },
  ]
  history.add(60_010, 'conductor', { kind: 'step.applied', step: 1, does: 'set-max' })
  history.put(60_030, 2, [])
  history.add(60_035, 'conductor', {
    kind: 'operator.answered',
    step: 1,
    does: 'set-max',
    outcome: 'ok',
    detail: 'as of revision 3',
  })
  history.add(61_010, 'conductor', { kind: 'step.applied', step: 2, does: 'ask-reboot' })
  history.add(61_020, 'm1.1', { kind: 'reboot.asked', machine: 'm1' })
  const first = history.lock(61_030, 'm1', 2, ['m1'])
  const one = history.reboot(61_060, 'm1')
  history.add(61_539, 'conductor', { kind: 'step.applied', step: 3, does: 'ask-reboot' })
  history.add(61_550, 'm2.1', { kind: 'reboot.asked', machine: 'm2' })
  const second = history.lock(61_560, 'm2', 2, ['m1', 'm2'])
  const two = history.reboot(61_590, 'm2')
  history.add(61_632, 'store', { kind: 'store.quorum', has: false })
  history.add(62_700, 'store', { kind: 'store.leader', leader: null, term: 3 })
  history.boot(61_100, 'm1')
  history.boot(61_630, 'm2')
  for (const machine of ['m1', 'm2']) history.add(76_900, 'store', { kind: 'store.member', machine, health: 'up' })
  history.add(77_100, 'store', { kind: 'store.quorum', has: true })
  history.add(77_900, 'store', { kind: 'store.leader', leader: 'm2', term: 4 })
  history.release(121_200, 'm1', 2, ['m2'])
  history.release(121_730, 'm2', 2, [])
  history.add(122_000, 'conductor', { kind: 'phase', phase: 'settle' })
  history.add(1_200_000, 'conductor', { kind: 'quiet' })
  const says =
    'Two of three etcd members rebooted at once: m1 (lock since 01:01.034) and m2 (lock since 01:01.564) with max 2, so the store lost its majority at 01:01.632.'
  const broken: Verdict = { kind: 'violated', violation: { says, at: 61_632, events: [first, one, second, two] } }
  const shrunk = { fromSteps: 187, runs: 96, ms: 412 }
  return {
    ...result('tripledouble', steps, history.sorted(), judgementOf({ 'etcd-quorum': broken }, 'violated')),
    origin: { seed: 99, run: 1337, shrunk },
  }
}

/** One after the other, through a power cut, a cut and a hang. */
export function passingSample(): RunResult {
  const history = begun()
  const steps: readonly Step[] = [
    { when: { at: 2000 }, do: 'ask-reboot', machine: 'm0' },
    { when: { at: 3000 }, do: 'ask-reboot', machine: 'm1' },
    { when: { at: 70_000 }, do: 'hang', machine: 'm2', forMs: 12_000 },
    { when: { at: 78_000 }, do: 'cut', machine: 'm1', direction: 'both', forMs: 20_000 },
    { when: { on: 'reboot.started', machine: 'm1', plusMs: 200 }, do: 'power-cut', machine: 'm0', forMs: 9000 },
    { when: { on: 'lock.granted', machine: 'm2', plusMs: 0 }, do: 'unlock', machine: 'm1' },
  ]
  const fault = (step: number, does: string, from: number, to: number, seen: string, over: string): void => {
    history.add(from, 'conductor', { kind: 'step.applied', step, does })
    history.add(from + 30, 'conductor', {
      kind: 'step.witnessed',
      step,
      does,
      what: 'begin',
      verdict: 'seen',
      evidence: seen,
    })
    history.add(to, 'conductor', { kind: 'step.mended', step, does })
    history.add(to + 90, 'conductor', {
      kind: 'step.witnessed',
      step,
      does,
      what: 'end',
      verdict: 'seen',
      evidence: over,
    })
  }
  const asked = (step: number, at: number, machine: MachineId): void => {
    history.add(at, 'conductor', { kind: 'step.applied', step, does: 'ask-reboot' })
    history.add(at + 10, 'm0.1', { kind: 'reboot.asked', machine })
  }
  asked(1, 62_010, 'm0')
  history.lock(62_020, 'm0', 1, ['m0'])
  history.reboot(62_050, 'm0')
  asked(2, 63_010, 'm1')
  for (const at of [63_030, 68_100, 78_300, 98_000]) {
    history.add(at, 'm1.1', { kind: 'lock.busy', group: '', by: 'm1', holders: ['m0'] })
  }
  history.boot(62_090, 'm0')
  history.add(63_200, 'store', { kind: 'store.leader', leader: null, term: 3 })
  history.add(64_100, 'store', { kind: 'store.leader', leader: 'm1', term: 4 })
  history.add(77_300, 'store', { kind: 'store.member', machine: 'm0', health: 'up' })
  history.release(122_200, 'm0', 1, [])
  fault(3, 'hang', 130_010, 142_010, 'm2 does not answer', 'm2 answers')
  history.add(130_010, 'world', { kind: 'machine.frozen', machine: 'm2' })
  history.add(130_012, 'store', { kind: 'store.member', machine: 'm2', health: 'paused' })
  history.add(142_010, 'world', { kind: 'machine.thawed', machine: 'm2' })
  history.add(142_020, 'store', { kind: 'store.member', machine: 'm2', health: 'up' })
  fault(
    4,
    'cut',
    138_010,
    158_010,
    'the link from m1 to etcd on m0 does not answer',
    'the link from m1 to etcd on m0 answers',
  )
  history.lock(160_020, 'm1', 1, ['m1'])
  history.reboot(160_050, 'm1')
  fault(5, 'power-cut', 160_250, 169_250, 'm0 is off', 'm0 answers')
  history.add(160_250, 'world', { kind: 'machine.off', machine: 'm0', why: 'power-cut' })
  history.add(160_252, 'store', { kind: 'store.member', machine: 'm0', health: 'down' })
  history.add(160_253, 'store', { kind: 'store.quorum', has: false })
  history.add(161_400, 'store', { kind: 'store.leader', leader: null, term: 5 })
  history.boot(160_090, 'm1')
  history.boot(169_250, 'm0')
  history.add(175_400, 'store', { kind: 'store.member', machine: 'm1', health: 'up' })
  history.add(175_410, 'store', { kind: 'store.quorum', has: true })
  history.add(176_500, 'store', { kind: 'store.leader', leader: 'm2', term: 6 })
  history.add(184_900, 'store', { kind: 'store.member', machine: 'm0', health: 'up' })
  history.release(220_200, 'm1', 1, [])
  history.add(222_000, 'conductor', { kind: 'phase', phase: 'heal' })
  history.add(222_010, 'conductor', {
    kind: 'step.skipped',
    step: 6,
    does: 'unlock',
    why: 'm2 was granted no lock in the storm',
  })
  history.add(230_000, 'conductor', { kind: 'phase', phase: 'settle' })
  history.add(260_000, 'conductor', { kind: 'quiet' })
  return result('in-turn', steps, history.sorted(), judgementOf({}, 'holds'))
}

/** At least `size` events: the machines reboot in turn for as long as it takes. */
export function longSample(size: number): RunResult {
  const history = begun()
  const steps: readonly Step[] = [{ when: { at: 0 }, do: 'hang', machine: 'm1', forMs: 30_000 }]
  for (let round = 0; history.events.length < size; round++) {
    const machine = MACHINES[round % 3] ?? 'm0'
    const at = 70_000 + round * 75_000
    history.add(at, history.source(machine), { kind: 'reboot.asked', machine })
    history.lock(at + 100, machine, 1, [machine])
    history.reboot(at + 200, machine)
    history.boot(at + 240, machine)
    history.add(at + 15_300, 'store', { kind: 'store.member', machine, health: 'up' })
    history.release(at + 62_000, machine, 1, [])
  }
  return result('long', steps, history.sorted(), judgementOf({}, 'holds'))
}
