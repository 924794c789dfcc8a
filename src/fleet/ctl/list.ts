// `list-units`, `list-unit-files` and `list-machines` (fleetctl/list_*.go).

import type { Program } from '../../runtime/operation.ts'
import { requirementsOf } from '../options/index.ts'
import { hashOf } from '../unit-file/hash.ts'
import { CTL_EXIT, type CtlExit, type Desk } from './desk.ts'
import { hashLegend, idLegend, machineLegend, type Machines, machinesById } from './legend.ts'
import { listMachines, listStates, listUnits, type RemoteMachine, type RemoteState, type RemoteUnit } from './remote.ts'
import { type Columns, fieldsOf, printTable, type TableOptions } from './table.ts'

export interface Listing extends TableOptions {
  /** Whole ids and hashes. */
  readonly full: boolean
}

const unitColumns = (machines: Machines, full: boolean): Columns<RemoteState> => ({
  unit: ({ name }) => name,
  load: ({ systemdLoadState }) => systemdLoadState,
  active: ({ systemdActiveState }) => systemdActiveState,
  sub: ({ systemdSubState }) => systemdSubState,
  machine: ({ machineID }) => (machineID === '' ? '' : machineLegend(machineID, machines, full)),
  hash: ({ hash }) => hashLegend(hash, full),
})

/** One line for every machine that reports a unit. */
export function* listUnitsVerb(desk: Desk, listing: Listing): Program<CtlExit> {
  fieldsOf(unitColumns(new Map(), false), listing.fields)
  const states = yield* listStates(desk.api)
  const machines = states.length === 0 ? new Map() : yield* machinesById(desk.api)
  const rows = states.toSorted((a, b) => order(a.name, b.name) || order(a.machineID, b.machineID))
  printTable(desk, unitColumns(machines, listing.full), rows, listing)
  return CTL_EXIT.ok
}

/** A global unit has no state and no target of its own, whatever a server says (coreos/fleet #1072). */
const fileColumns = (machines: Machines, full: boolean): Columns<RemoteUnit> => {
  const global = ({ name, options }: RemoteUnit) => requirementsOf(name, options).global
  const target = (unit: RemoteUnit) => (unit.machineID === '' ? '' : machineLegend(unit.machineID, machines, full))
  return {
    unit: ({ name }) => name,
    global: (unit) => String(global(unit)),
    dstate: ({ desiredState }) => desiredState,
    state: (unit) => (global(unit) ? '' : unit.currentState),
    target: (unit) => (global(unit) ? 'global' : target(unit)),
    /** Deprecated upstream. */
    tmachine: (unit) => (global(unit) ? '' : target(unit)),
    hash: ({ options }) => hashLegend(hashOf(options), full),
    desc: descriptionOf,
  }
}

/** Every unit of the registry, in the order of the names. */
export function* listUnitFilesVerb(desk: Desk, listing: Listing): Program<CtlExit> {
  fieldsOf(fileColumns(new Map(), false), listing.fields)
  const units = yield* listUnits(desk.api)
  const machines = units.some(({ machineID }) => machineID !== '') ? yield* machinesById(desk.api) : new Map()
  const rows = units.toSorted((a, b) => order(a.name, b.name))
  printTable(desk, fileColumns(machines, listing.full), rows, listing)
  return CTL_EXIT.ok
}

const machineColumns = (full: boolean): Columns<RemoteMachine> => ({
  machine: ({ id }) => idLegend(id, full),
  ip: ({ primaryIP }) => primaryIP,
  metadata: ({ metadata }) =>
    Object.entries(metadata)
      .map(([key, value]) => `${key}=${value}`)
      .toSorted(order)
      .join(','),
})

/** The machines that are present. */
export function* listMachinesVerb(desk: Desk, listing: Listing): Program<CtlExit> {
  const columns = machineColumns(listing.full)
  fieldsOf(columns, listing.fields)
  const machines = yield* listMachines(desk.api)
  const rows = machines.toSorted((a, b) => order(a.id, b.id))
  printTable(desk, columns, rows, listing)
  return CTL_EXIT.ok
}

/** What a unit says that it is; empty where it does not. */
export const descriptionOf = ({ options }: RemoteUnit): string =>
  options.find(({ section, name }) => section === 'Unit' && name === 'Description')?.value ?? ''

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
