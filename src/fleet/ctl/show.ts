// `status` and `cat`: one unit as it is. `status` of fleetctl runs systemctl over ssh; here it tells what the machine's
// systemd reported to fleet last, in systemctl's form, and ends with systemctl's exit codes.

import type { Program } from '../../runtime/operation.ts'
import { serialiseUnitFile } from '../unit-file/serialise.ts'
import { CTL_EXIT, type CtlExit, CtlFailed, type Desk } from './desk.ts'
import { isActive, systemdOf } from './goals.ts'
import { hashLegend, machineLegend, machinesById } from './legend.ts'
import { descriptionOf } from './list.ts'
import { unitNameOf, unitNamesOf } from './names.ts'
import { getUnit, listStates } from './remote.ts'

/** Exit code 0: all are active; 3: one is not; 1: one does not exist. */
export function* status(desk: Desk, argumentsGiven: readonly string[]): Program<CtlExit> {
  const machines = yield* machinesById(desk.api)
  let exit: CtlExit = CTL_EXIT.ok
  for (const [i, name] of unitNamesOf(argumentsGiven).entries()) {
    if (i > 0) desk.out('')
    const unit = yield* getUnit(desk.api, name)
    if (unit === undefined) {
      desk.err(`Unit ${name} does not exist.`)
      exit = CTL_EXIT.failed
      continue
    }
    const states = yield* listStates(desk.api, name)
    if (exit === CTL_EXIT.ok && !(states.length > 0 && states.every(isActive))) exit = CTL_EXIT.inactive
    if (states.length === 0) desk.err(`Unit ${name} is on no machine; it is to be ${unit.desiredState}.`)
    for (const state of states.toSorted((a, b) => (a.machineID < b.machineID ? -1 : 1))) {
      const description = descriptionOf(unit).replace(/\s+/g, ' ')
      desk.out(`● ${name}${description === '' ? '' : ` - ${description}`}`)
      desk.out(`   Loaded: ${state.systemdLoadState || '-'}`)
      desk.out(`   Active: ${systemdOf(state)}`)
      desk.out(`  Machine: ${machineLegend(state.machineID, machines)}`)
      desk.out(`     Hash: ${hashLegend(state.hash, false)}`)
    }
  }
  return exit
}

/** The unit's file as it is stored. */
export function* cat(desk: Desk, argument: string): Program<CtlExit> {
  const name = unitNameOf(argument)
  const unit = yield* getUnit(desk.api, name)
  if (unit === undefined) throw new CtlFailed(`Unit ${name} not found`)
  desk.verbatim(serialiseUnitFile(unit.options))
  return CTL_EXIT.ok
}
