// What minimising does about units: no fleet at all where none is needed, machines that are all alike, and no stranger unit
// files than it takes.

import { hasFleet, type MachineSpec } from '../machine/topology.ts'
import { misfit } from '../schedule/misfit.ts'
import type { Step } from '../schedule/schedule.ts'
import type { Search } from './minimise.ts'

/** No machine runs units, or else all that do say the same of themselves. */
export function plainFleet(search: Search): void {
  const { best } = search
  const { topology } = best
  if (!hasFleet(topology)) return
  const without = { machines: topology.machines.map(({ fleet: _, ...machine }): MachineSpec => machine) }
  const { fleet: _, ...tuning } = best.tuning
  const steps = best.steps.filter((step) => misfit(step, without) === undefined)
  if (search.try({ ...best, topology: without, tuning, steps })) return
  if (topology.machines.every(({ fleet }) => fleet === undefined || isPlain(fleet))) return
  const alike = topology.machines.map((machine) =>
    machine.fleet === undefined ? machine : { ...machine, fleet: { metadata: {} } },
  )
  search.try({ ...best, topology: { machines: alike } })
}

const isPlain = (fleet: NonNullable<MachineSpec['fleet']>): boolean =>
  Object.keys(fleet.metadata).length === 0 && fleet.engine === undefined && fleet.id === undefined

const NEEDED = /^(?:\[Service\]|ExecStart=)/

/** The step with fewer lines in its unit file, for each line that it need not have. A unit that cannot start is another story. */
export function plainerFiles(step: Step): readonly Step[] {
  if (!('file' in step) || step.file === undefined) return []
  const lines = step.file.split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '' || NEEDED.test(line)) return []
    const file = lines.toSpliced(index, 1).join('\n')
    return [{ ...step, file }]
  })
}
