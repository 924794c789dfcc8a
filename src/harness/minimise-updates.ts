// What minimising does about updates: no more of a step's fields than it needs, machines that are all alike, and no updates
// at all where none are needed.

import { hasUpdates, type MachineSpec } from '../machine/topology.ts'
import { misfit } from '../schedule/misfit.ts'
import type { Step } from '../schedule/schedule.ts'
import { plainerFiles } from './minimise-fleet.ts'
import type { Search } from './minimise.ts'

/** A release is well, where a good one will do; a policy and a configuration say less. */
export function plainFields(search: Search): void {
  search.best.steps.forEach((_, index) => {
    const step = () => search.best.steps[index] as Step
    while (plainer(step()).some((candidate) => search.tryStep(index, candidate)));
  })
}

/** The step without one of its fields, for each that it need not have. */
function plainer(step: Step): readonly Step[] {
  switch (step.do) {
    case 'publish': {
      const { behaviour, ...good } = step
      return behaviour === undefined ? [] : [good]
    }
    case 'set-policy': {
      const fields = Object.entries(step.policy)
      if (fields.length === 1) return []
      return fields.map((dropped) => ({
        ...step,
        policy: Object.fromEntries(fields.filter((each) => each !== dropped)),
      }))
    }
    case 'configure': {
      const fields = (['window', 'strategy', 'channel'] as const).filter((field) => step[field] !== undefined)
      if (fields.length <= 1) return []
      return fields.map(
        (dropped) => Object.fromEntries(Object.entries(step).filter(([field]) => field !== dropped)) as Step,
      )
    }
    default:
      return plainerFiles(step)
  }
}

/** The plainest first: nothing needs to be promoted to alpha. */
const PLAIN_CHANNELS = ['alpha', 'stable']

/** No machine updates itself, or else all that do have the same channel. */
export function plainChannels(search: Search): void {
  const { best } = search
  const { topology } = best
  if (!hasUpdates(topology)) return
  const still = { machines: topology.machines.map(({ channel: _, ...machine }): MachineSpec => machine) }
  const { updates: _, ...tuning } = best.tuning
  const steps = best.steps.filter((step) => misfit(step, still) === undefined)
  if (search.try({ ...best, topology: still, tuning, steps })) return
  for (const channel of PLAIN_CHANNELS) {
    const alike = topology.machines.map((machine) =>
      machine.channel === undefined ? machine : { ...machine, channel },
    )
    if (JSON.stringify(alike) === JSON.stringify(topology.machines)) return
    if (search.try({ ...best, topology: { machines: alike } })) return
  }
}
