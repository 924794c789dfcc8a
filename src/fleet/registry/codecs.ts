// The records of the registry as text, each with its reader. Shapes and field names are fleet's (registry/*.go,
// pkg/lease/etcd.go); what a session adds to a machine's object, and a claim to a unit's state, is ours. A reader ignores
// fields that it does not know, and throws nothing but RecordUnreadable: one bad record must not hide the others, as it
// did when every machine was lost to a single one that could not be read.

import type { MachineId } from '../../history/event.ts'
import type { FleetMachine } from '../snapshot.ts'
import { TARGET_STATES, type TargetState, type UnitName } from '../unit.ts'
import { Fields, RecordUnreadable } from './fields.ts'

/** What a job's object holds. `text` is stored as it was given. */
export interface JobObject {
  readonly name: UnitName
  readonly hash: string
  readonly text: string
}

export const encodeJob = ({ name, hash, text }: JobObject): string =>
  JSON.stringify({ Name: name, UnitHash: hash, Raw: text })

/**
 * Reads the object of the job `name`. A hash may also be fleet's array of twenty bytes.
 * @throws RecordUnreadable
 */
export function decodeJob(key: string, name: UnitName, record: string): JobObject {
  const fields = Fields.of(key, record)
  if (fields.text('Name') !== name) throw new RecordUnreadable(key, `is that of ${fields.text('Name')}`)
  return { name, hash: hashIn(fields), text: fields.text('Raw') }
}

const isByte = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255

function hashIn(fields: Fields): string {
  const hash = fields.get('UnitHash')
  if (typeof hash === 'string' && /^[0-9a-f]{40}$/.test(hash)) return hash
  if (!Array.isArray(hash) || hash.length !== 20 || !hash.every(isByte)) throw fields.wrong('UnitHash', 'no SHA-1')
  return hash.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Reads a target state, which is stored as its word. fleet stored any word, and a unit with one that it did not know was
 * gone for all who looked.
 * @throws RecordUnreadable
 */
export function decodeTargetState(key: string, record: string): TargetState {
  const found = TARGET_STATES.find((state) => state === record)
  if (found === undefined) throw new RecordUnreadable(key, `is no target state: ${JSON.stringify(record.slice(0, 50))}`)
  return found
}

/** A machine's object: what it says of itself. Its metadata are those that it was configured with. */
export const encodeMachine = (machine: FleetMachine): string =>
  JSON.stringify({
    ID: machine.id,
    Host: machine.host,
    Boot: machine.boot,
    Session: machine.session,
    PublicIP: machine.publicIp,
    Metadata: Object.fromEntries(machine.metadata),
    Version: machine.version,
  })

/**
 * Reads the object of the machine `id`.
 * @throws RecordUnreadable
 */
export function decodeMachine(key: string, id: MachineId, record: string): FleetMachine {
  const fields = Fields.of(key, record)
  if (fields.text('ID') !== id) throw new RecordUnreadable(key, `is that of ${fields.text('ID')}`)
  return {
    id,
    host: fields.text('Host'),
    boot: fields.natural('Boot'),
    session: fields.text('Session'),
    publicIp: fields.text('PublicIP'),
    metadata: fields.texts('Metadata'),
    version: fields.text('Version'),
  }
}

/** The machine with what was set through the API in place of what it was configured with. An empty value removes a key. */
export function overlaid(machine: FleetMachine, overlay: ReadonlyMap<string, string>): FleetMachine {
  if (overlay.size === 0) return machine
  const merged = [...new Map([...machine.metadata, ...overlay])].filter(([, value]) => value !== '')
  return { ...machine, metadata: new Map(merged.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/** What the leader's key says: who it is, and the version of its engine. */
export interface LeaderRecord {
  readonly machine: MachineId
  readonly version: number
}

export const encodeLeader = ({ machine, version }: LeaderRecord): string =>
  JSON.stringify({ MachineID: machine, Version: version })

/**
 * Reads the leader's key. A text that is no object is that of an engine from before there were versions, and is the
 * machine's id.
 * @throws RecordUnreadable
 */
export function decodeLeader(key: string, record: string): LeaderRecord {
  if (!record.trimStart().startsWith('{')) return { machine: record, version: 0 }
  const fields = Fields.of(key, record)
  return { machine: fields.text('MachineID'), version: fields.natural('Version') }
}

/**
 * Reads the engine's version, which is stored as its decimal digits.
 * @throws RecordUnreadable
 */
export function decodeEngineVersion(key: string, record: string): number {
  const version = Number(record)
  if (!/^\d+$/.test(record) || !Number.isSafeInteger(version)) throw new RecordUnreadable(key, 'is no whole number')
  return version
}

/** What one machine says of one unit: systemd's three words as they came, and of which file. */
export interface UnitState {
  readonly unit: UnitName
  readonly machine: MachineId
  readonly load: string
  readonly active: string
  readonly sub: string
  readonly hash: string
  /** The machine means it to run. */
  readonly launched: boolean
}

export const encodeUnitState = (state: UnitState): string =>
  JSON.stringify({
    loadState: state.load,
    activeState: state.active,
    subState: state.sub,
    machineID: state.machine,
    unitHash: state.hash,
    launched: state.launched,
  })

/**
 * Reads what `machine` says of `unit`.
 * @throws RecordUnreadable
 */
export function decodeUnitState(key: string, unit: UnitName, machine: MachineId, record: string): UnitState {
  const fields = Fields.of(key, record)
  if (fields.text('machineID') !== machine) throw new RecordUnreadable(key, `is that of ${fields.text('machineID')}`)
  return {
    unit,
    machine,
    load: fields.text('loadState'),
    active: fields.text('activeState'),
    sub: fields.text('subState'),
    hash: fields.text('unitHash'),
    launched: fields.flag('launched'),
  }
}
