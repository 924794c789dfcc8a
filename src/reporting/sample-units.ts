// Runs with units for the tests of this room, made by hand: a unit that moves when its machine dies, one that no machine can
// take, one that is destroyed, a global one; and a run of any size.

import type { MachineId } from '../history/event.ts'
import { QUICK_FLEET } from '../machine/tuning.ts'
import type { RunResult } from './result.ts'
import { SampleFleet } from './sample-daemons.ts'
import type { SampleHistory } from './sample-history.ts'
import { sampleRun } from './sample-run.ts'

const unitFile = (...own: readonly string[]): string =>
  ['[Service]', 'ExecStart=/usr/bin/app', ...(own.length === 0 ? [] : ['', '[X-Fleet]', ...own]), ''].join('\n')

/** m1 loses its power, and its unit moves to m2 once its lease is over. */
export function unitsSample(): RunResult {
  const fleet = new SampleFleet()
  const { history } = fleet
  history.add(0, 'conductor', { kind: 'phase', phase: 'boot' })
  for (const machine of ['m0', 'm1', 'm2']) {
    history.boot(0, machine, 200, 400)
    fleet.present(700, machine, 1, { zone: machine === 'm0' ? 'a' : 'b' })
  }
  fleet.leads(900, 'm1')
  history.add(1000, 'conductor', { kind: 'phase', phase: 'storm' })
  fleet.submit(1100, 'web@1.service', unitFile('Conflicts=web@*.service'))
  fleet.place(1200, 'web@1.service', 'm1')
  fleet.submit(1300, 'web@2.service', unitFile('Conflicts=web@*.service'))
  fleet.place(1400, 'web@2.service', 'm0')
  fleet.submit(1500, 'big.service', unitFile('MachineMetadata=zone=c'))
  fleet.unplaceable(1520, 'big.service', {
    m0: 'local Machine metadata insufficient',
    m1: 'local Machine metadata insufficient',
    m2: 'local Machine metadata insufficient',
  })
  fleet.submit(1600, 'agent.service', unitFile('Global=true'))
  for (const machine of ['m0', 'm1', 'm2']) fleet.start(1650, 'agent.service', machine)
  fleet.submit(1700, 'once.service', unitFile())
  fleet.place(1750, 'once.service', 'm2')
  fleet.submit(1800, 'later.service', unitFile(), 'inactive')
  fleet.stop(6000, 'once.service', 'm2')
  fleet.destroy(6600, 'once.service')
  history.add(9000, 'world', { kind: 'machine.off', machine: 'm1', why: 'power-cut' })
  fleet.leaderless(11_000)
  fleet.leads(11_200, 'm0')
  fleet.absent(12_000, 'm1')
  fleet.unclaim(12_000, 'web@1.service')
  fleet.displace(12_100, 'web@1.service', 'm1', 'target Machine(m1) went away')
  fleet.place(12_200, 'web@1.service', 'm2')
  history.add(13_000, 'm0.1', { kind: 'fleet.fenced', machine: 'm0', units: ['web@2.service'] })
  history.add(16_000, 'conductor', { kind: 'phase', phase: 'settle' })
  history.add(20_000, 'conductor', { kind: 'quiet' })
  return resultOf('units', ['m0', 'm1', 'm2'], history)
}

/** Each of many units runs on its machine, and moves to the next one in every round. */
export function manyUnitsSample(units: number, machines: number, rounds: number): RunResult {
  const fleet = new SampleFleet()
  const ids = Array.from({ length: machines }, (_, n) => `m${n}`)
  for (const machine of ids) {
    fleet.history.boot(0, machine, 200, 400)
    fleet.present(700, machine)
  }
  fleet.leads(900, 'm0')
  const names = Array.from({ length: units }, (_, n) => `app-${n % 20}@${n}.service`)
  const on = (n: number, round: number): MachineId => ids[(n + round) % machines] ?? 'm0'
  names.forEach((unit, n) => {
    fleet.submit(1000 + n, unit, unitFile())
    fleet.place(2000 + 5 * n, unit, on(n, 0))
  })
  for (let round = 1; round <= rounds; round++) {
    names.forEach((unit, n) => {
      const at = round * 10_000 + 20 * n
      fleet.stop(at, unit, on(n, round - 1))
      fleet.displace(at + 500, unit, on(n, round - 1), 'its machine is drained')
      fleet.place(at + 600, unit, on(n, round))
    })
  }
  return resultOf('many-units', ids, fleet.history)
}

/** A unit that fails again and again, and is started again each time. */
export function restartingSample(times: number): RunResult {
  const fleet = new SampleFleet()
  fleet.history.boot(0, 'm0', 200, 400)
  fleet.present(700, 'm0')
  fleet.leads(900, 'm0')
  fleet.submit(1000, 'loop.service', unitFile())
  fleet.place(1100, 'loop.service', 'm0')
  for (let n = 1; n <= times; n++) {
    fleet.stop(n * 3000, 'loop.service', 'm0', 'exited with 1')
    fleet.start(n * 3000 + 1000, 'loop.service', 'm0')
  }
  return resultOf('restarting', ['m0'], fleet.history)
}

function resultOf(name: string, ids: readonly MachineId[], history: SampleHistory): RunResult {
  const roles = ['etcd', 'worker'] as const
  const machines = ids.map((id) => ({ id, roles, group: '', strategy: 'off' as const, fleet: { metadata: {} } }))
  return sampleRun(name, machines, { fleet: QUICK_FLEET }, history)
}
