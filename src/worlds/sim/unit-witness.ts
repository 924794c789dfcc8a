// What the world says of the units on a simulated machine.

import type { Exit } from '../../fleet/manager/processes.ts'
import type { MachineId, UnitFact } from '../../history/event.ts'
import type { ProcessWitness } from './processes.ts'

export const unitWitness = (
  machine: MachineId,
  world: { readonly record: (fact: UnitFact) => void },
): ProcessWitness => ({
  up: (process, { unit, hash }) => world.record({ kind: 'unit.up', machine, unit, process, hash }),
  down: (process, { unit }, exit) => world.record({ kind: 'unit.down', machine, unit, process, how: exitWords(exit) }),
})

const exitWords = (exit: Exit): string =>
  exit.kind === 'exited' ? `exited with ${exit.code}` : `killed by SIG${exit.signal}`
