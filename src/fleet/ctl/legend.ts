// How fleetctl writes a machine: the first characters of its id and its address.

import type { Program } from '../../runtime/operation.ts'
import { shortHash } from '../unit-file/hash.ts'
import type { ApiClient } from '../api/client.ts'
import { listMachines, type RemoteMachine } from './remote.ts'

const SHORT_ID = 8

export type Machines = ReadonlyMap<string, RemoteMachine>

export function* machinesById(api: ApiClient): Program<Machines> {
  return new Map((yield* listMachines(api)).map((machine) => [machine.id, machine]))
}

/** Such as `85c0c595...`; short ids get their dots too, as upstream has it. Whole where `full`. */
export const idLegend = (id: string, full = false): string => (full ? id : `${id.slice(0, SHORT_ID)}...`)

/** Such as `85c0c595.../172.17.8.102`; of a machine that is not present the id alone. */
export function machineLegend(id: string, machines: Machines, full = false): string {
  const ip = machines.get(id)?.primaryIP ?? ''
  return ip === '' ? idLegend(id, full) : `${idLegend(id, full)}/${ip}`
}

export const hashLegend = (hash: string, full: boolean): string => (full ? hash : shortHash(hash))
