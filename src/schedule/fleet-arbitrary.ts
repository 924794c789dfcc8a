// Draws clusters that run units, and the first units on them.

import fc from 'fast-check'
import { startUnitAction } from '../actions/units.ts'
import type { MachineSpec, Topology } from '../machine/topology.ts'
import { QUICK, QUICK_FLEET, REALISTIC_FLEET, type Tuning } from '../machine/tuning.ts'
import type { Setting } from '../worlds/world.ts'
import type { Step } from './schedule.ts'

const MOST_UNITS = 4

/** The workers of the cluster run units, and each is in one of two zones. Beside one in six there stands a spare machine. */
export function withFleet(setting: Setting): fc.Arbitrary<Setting> {
  const { machines } = setting.topology
  const zones = fc.array(fc.constantFrom('a', 'b'), { minLength: machines.length, maxLength: machines.length })
  const spares = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) })
  return fc.tuple(zones, spares).map(([drawn, count]) => {
    const zoned = inZones(setting.topology, drawn)
    return withFleetTimes({ ...setting, topology: count === 0 ? zoned : withSpare(zoned) })
  })
}

/** One more like the last of the workers: without power, until a step adds it. */
function withSpare(topology: Topology): Topology {
  const like = topology.machines.findLast(({ roles }) => roles.includes('worker'))
  if (like === undefined) return topology
  const spare: MachineSpec = { ...like, id: `m${topology.machines.length}`, roles: ['worker'], spare: true }
  return { machines: [...topology.machines, spare] }
}

const inZones = ({ machines }: Topology, zones: readonly string[]): Topology => ({
  machines: machines.map((machine, index) =>
    machine.roles.includes('worker') ? { ...machine, fleet: { metadata: { zone: zones[index] ?? 'a' } } } : machine,
  ),
})

/** The same pace, with the times that units need. */
export function withFleetTimes(setting: Setting): Setting {
  return { ...setting, tuning: fleetTimes(setting.tuning) }
}

export const fleetTimes = (tuning: Tuning): Tuning =>
  tuning.bootMs === QUICK.bootMs
    ? { ...tuning, fleet: QUICK_FLEET, settleMs: tuning.settleMs + 12_000 }
    : { ...tuning, fleet: REALISTIC_FLEET }

/** Units are started in the first moments, while their machines are still looking for each other. */
export function firstUnits(setting: Setting): fc.Arbitrary<readonly Step[]> {
  const starts = startUnitAction.arbitrary(setting)
  if (!starts) return fc.constant([])
  const at = fc.record({ at: fc.nat({ max: 2 * setting.tuning.callTimeoutMs }) })
  return fc
    .array(fc.tuple(at, starts), { minLength: 1, maxLength: MOST_UNITS })
    .map((drawn) => drawn.map(([when, step]) => ({ when, ...step })))
}
