// Which claims a machine has, without a look at everybody's. Remembered for as long as the claims live.

import type { MachineId } from '../../history/event.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'

const known = new WeakMap<Snapshot['claims'], ReadonlyMap<MachineId, readonly UnitName[]>>()

/** In the order of their names. */
export function claimsOf({ claims }: Snapshot, machine: MachineId): readonly UnitName[] {
  let byMachine = known.get(claims)
  if (byMachine === undefined) known.set(claims, (byMachine = sorted(claims)))
  return byMachine.get(machine) ?? []
}

function sorted(claims: Snapshot['claims']): ReadonlyMap<MachineId, readonly UnitName[]> {
  const byMachine = new Map<MachineId, UnitName[]>()
  for (const [name, machine] of claims) {
    const names = byMachine.get(machine)
    if (names === undefined) byMachine.set(machine, [name])
    else names.push(name)
  }
  return byMachine
}
