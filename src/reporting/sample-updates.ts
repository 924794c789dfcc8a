// A run with updates for the tests of this room, made by hand: a bad release from which one machine falls back and which
// another one loses, a refused payload, a withdrawal, and a better release that does not reach everybody.

import type { MachineId, SlotName } from '../history/event.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { type Catalogue, type CatalogueChange, FRESH } from '../updates/rollout/catalogue.ts'
import { encodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import { setPolicy } from '../updates/rollout/catalogue-groups.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { promote, publish, withdraw } from '../updates/rollout/release.ts'
import { encodeInstance } from '../updates/server/instance-codec.ts'
import { CATALOGUE_KEY, instanceKey } from '../updates/server/keys.ts'
import type { RunResult } from './result.ts'
import { SAMPLE_SHA256, SampleHistory } from './sample-history.ts'
import { sampleRun } from './sample-run.ts'

const MACHINES = ['m0', 'm1', 'm2', 'm3', 'm4']
export const GOOD_MS = 45_000
/** Of the reboot lock. */
export const MAX = 3

const STEPS: Schedule['steps'] = [
  { when: { at: 5000 }, do: 'publish', version: '1.1.0', channel: 'alpha', behaviour: 'unhealthy' },
  { when: { at: 8000 }, do: 'promote', version: '1.1.0', channel: 'beta' },
  { when: { at: 10_000 }, do: 'promote', version: '1.1.0', channel: 'stable' },
  { when: { at: 190_000 }, do: 'withdraw', version: '1.1.0' },
  { when: { at: 200_000 }, do: 'publish', version: '1.2.0', channel: 'alpha' },
]

/** The machine is granted an update, installs it into the slot, and begins to reboot 20 s after the grant. */
export function update(
  history: SampleHistory,
  at: number,
  machine: MachineId,
  slot: SlotName,
  version: string,
  holders: readonly MachineId[] = [machine],
): void {
  history.add(at, 'updates', { kind: 'rollout.granted', machine, track: 'stable', version, revision: at })
  history.install(at + 100, machine, slot, version)
  history.lock(at + 19_000, machine, MAX, holders)
  history.reboot(at + 20_000, machine)
}

const released = (change: CatalogueChange): Catalogue => {
  if (change.kind !== 'changed') throw new Error(`the sample's catalogue: ${JSON.stringify(change)}`)
  return change.catalogue
}

const releaseOf = (version: string) => ({ version, size: 4096, sha256: SAMPLE_SHA256, signature: SAMPLE_SHA256 })

export const instanceDocument = (machine: MachineId, status: Instance['status']): string =>
  encodeInstance({
    machine,
    track: 'stable',
    version: '1.0.0',
    status,
    updateInProgress: status !== 'Undefined',
    lastUpdateVersion: '1.1.0',
    lastCheckAt: 0,
    history: [],
  })

export function updatesSample(): RunResult {
  const history = new SampleHistory()
  let revision = 100
  let catalogue = FRESH
  const offered = (at: number, change: CatalogueChange): void => {
    catalogue = released(change)
    history.add(at, 'store', {
      kind: 'store.put',
      key: CATALOGUE_KEY,
      value: encodeCatalogue(catalogue),
      revision: ++revision,
    })
  }
  history.add(0, 'conductor', { kind: 'phase', phase: 'boot' })
  for (const machine of MACHINES) {
    history.bootSlot(0, machine, 'a', '1.0.0', GOOD_MS)
    history.add(60_500, `${machine}.1`, {
      kind: 'machine.configured',
      machine,
      channel: 'stable',
      strategy: 'etcd-lock',
      window: null,
    })
    const value = instanceDocument(machine, 'Undefined')
    history.add(61_500, 'store', {
      kind: 'store.put',
      key: instanceKey('stable', machine),
      value,
      revision: ++revision,
    })
  }
  history.add(60_010, 'conductor', { kind: 'phase', phase: 'storm' })
  STEPS.forEach(({ do: does, when }, index) => {
    const at = 60_010 + ('at' in when ? when.at : 0)
    history.add(at, 'conductor', { kind: 'step.applied', step: index + 1, does })
  })
  offered(65_030, publish(catalogue, 'alpha', releaseOf('1.1.0')))
  offered(68_030, promote(catalogue, '1.1.0', 'beta'))
  offered(70_030, promote(catalogue, '1.1.0', 'stable'))
  // m1 fares well, after a payload that was not what was declared.
  history.add(72_000, 'm1.1', { kind: 'slot.writing', machine: 'm1', slot: 'b', version: '1.1.0' })
  history.add(78_000, 'm1.1', {
    kind: 'update.refused',
    machine: 'm1',
    version: '1.1.0',
    code: 10,
    why: 'wrong SHA-256',
  })
  update(history, 80_000, 'm1', 'b', '1.1.0')
  history.bootSlot(100_100, 'm1', 'b', '1.1.0', GOOD_MS)
  history.release(165_000, 'm1', MAX, [])
  // m3 falls back.
  update(history, 150_000, 'm3', 'b', '1.1.0')
  history.bootSlot(170_100, 'm3', 'b', '1.1.0')
  history.add(205_000, 'm3.2', { kind: 'boot.unhealthy', machine: 'm3', boot: 2 })
  history.add(205_010, 'world', { kind: 'machine.off', machine: 'm3', why: 'reset' })
  history.bootSlot(208_000, 'm3', 'a', '1.0.0', GOOD_MS)
  history.add(268_100, 'm3.3', { kind: 'update.rolled-back', machine: 'm3', version: '1.1.0' })
  history.add(230_000, 'updates', {
    kind: 'rollout.stopped',
    track: 'stable',
    why: 'the first machine to try 1.1.0 failed',
  })
  offered(230_010, setPolicy(catalogue, 'stable', { updatesEnabled: false }))
  // m4 loses both.
  update(history, 155_000, 'm4', 'b', '1.1.0', ['m3', 'm4'])
  history.bootSlot(175_100, 'm4', 'b', '1.1.0')
  history.add(212_000, 'world', { kind: 'machine.off', machine: 'm4', why: 'reset' })
  history.add(227_500, 'm4.3', { kind: 'boot.lost', machine: 'm4', boot: 3, why: 'neither slot has a try left' })
  history.add(227_510, 'world', { kind: 'machine.off', machine: 'm4', why: 'lost' })
  history.release(268_200, 'm3', MAX, ['m4'])
  offered(250_030, withdraw(catalogue, '1.1.0'))
  offered(260_030, publish(catalogue, 'alpha', releaseOf('1.2.0')))
  offered(262_030, promote(catalogue, '1.2.0', 'beta'))
  offered(264_030, promote(catalogue, '1.2.0', 'stable'))
  offered(266_030, setPolicy(catalogue, 'stable', { updatesEnabled: true }))
  update(history, 270_000, 'm0', 'b', '1.2.0', ['m0', 'm4'])
  history.bootSlot(290_100, 'm0', 'b', '1.2.0', GOOD_MS)
  update(history, 280_000, 'm1', 'a', '1.2.0', ['m0', 'm1', 'm4'])
  history.bootSlot(300_100, 'm1', 'a', '1.2.0', GOOD_MS)
  history.release(351_000, 'm0', MAX, ['m1', 'm4'])
  history.release(361_000, 'm1', MAX, ['m4'])
  history.add(352_000, 'conductor', { kind: 'phase', phase: 'settle' })
  history.add(355_000, 'updates', {
    kind: 'rollout.granted',
    machine: 'm2',
    track: 'stable',
    version: '1.2.0',
    revision: ++revision,
  })
  history.add(356_000, 'm2.1', { kind: 'slot.writing', machine: 'm2', slot: 'b', version: '1.2.0' })
  history.add(370_000, 'conductor', { kind: 'quiet' })
  return resultOf('updates', MACHINES, STEPS, history)
}

export function resultOf(
  name: string,
  ids: readonly MachineId[],
  steps: Schedule['steps'],
  history: SampleHistory,
): RunResult {
  const machines = ids.map((id, index) => ({ ...SPEC, id, roles: index === 0 ? MEMBER : SPEC.roles }))
  return sampleRun(name, machines, { updates: TIMES }, history, steps)
}

const MEMBER = ['etcd', 'worker'] as const
const SPEC = { roles: ['worker'], group: '', strategy: 'etcd-lock', channel: 'stable' } as const

const TIMES = {
  initialMs: 1000,
  fuzzMs: 100,
  periodicMs: 10_000,
  quickMs: 1000,
  maxBackoffMs: 60_000,
  payloadBackoffMs: 60_000,
  fetchStallMs: 5000,
  bootTries: 1,
  healthWithinMs: 60_000,
}
