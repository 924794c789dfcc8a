// The jobs and the claims of a registry, from the records of their parts.

import type { MachineId } from '../../history/event.ts'
import type { ReadUnit } from '../read-unit.ts'
import type { Job } from '../snapshot.ts'
import type { KeyValue } from '../../store/contract.ts'
import { UnitFileInvalid } from '../unit-file/parse.ts'
import type { TargetState, Unit, UnitName } from '../unit.ts'
import { decodeJob, decodeTargetState } from './codecs.ts'
import { RecordUnreadable } from './fields.ts'
import { type JobPart, jobKey } from './keys.ts'
import { OrderedView } from './ordered-view.ts'
import type { Unreadables } from './unreadables.ts'

interface StoredUnit {
  readonly record: string
  readonly unit: Unit | undefined
  readonly revision: number
}

export class JobTable {
  readonly #unreadables: Unreadables
  readonly #readUnit: ReadUnit
  readonly #objects = new Map<UnitName, StoredUnit>()
  readonly #targetStates = new Map<UnitName, TargetState>()
  readonly #targets = new Map<UnitName, MachineId>()
  readonly #claims = new Map<UnitName, MachineId>()
  readonly #jobs = new OrderedView<Job>((name) => this.#jobNow(name), sameJob)
  readonly #holders = new OrderedView<MachineId>((name) => this.#claims.get(name))

  constructor(unreadables: Unreadables, readUnit: ReadUnit) {
    this.#unreadables = unreadables
    this.#readUnit = readUnit
  }

  put(name: UnitName, part: JobPart, { key, value, modRevision }: KeyValue): void {
    switch (part) {
      case 'object':
        this.#objects.set(name, { record: value, unit: this.#unitOf(key, name, value), revision: modRevision })
        break
      case 'target-state': {
        const state = this.#unreadables.attempt(key, () => decodeTargetState(key, value))
        if (state === undefined) this.#targetStates.delete(name)
        else this.#targetStates.set(name, state)
        break
      }
      case 'target':
        this.#targets.set(name, value)
        break
      case 'job-state':
        this.#claims.set(name, value)
        break
    }
    this.#touch(name, part)
  }

  delete(name: UnitName, part: JobPart): void {
    this.#unreadables.forget(jobKey(name, part))
    if (part === 'object') this.#objects.delete(name)
    else if (part === 'target-state') this.#targetStates.delete(name)
    else if (part === 'target') this.#targets.delete(name)
    else this.#claims.delete(name)
    this.#touch(name, part)
  }

  jobs(): ReadonlyMap<UnitName, Job> {
    return this.#jobs.current()
  }

  claims(): ReadonlyMap<UnitName, MachineId> {
    return this.#holders.current()
  }

  #touch(name: UnitName, part: JobPart): void {
    if (part === 'job-state') this.#holders.touch(name)
    else this.#jobs.touch(name)
  }

  /** A record that was written again as it was is not read again. */
  #unitOf(key: string, name: UnitName, record: string): Unit | undefined {
    const before = this.#objects.get(name)
    return before?.record === record
      ? before.unit
      : this.#unreadables.attempt(key, () => unitIn(key, name, record, this.#readUnit))
  }

  #jobNow(name: UnitName): Job | undefined {
    const object = this.#objects.get(name)
    if (object === undefined) return undefined
    const { unit, revision } = object
    const target = unit?.requirements.global ? undefined : this.#targets.get(name)
    return { name, unit, targetState: this.#targetStates.get(name), target, revision }
  }
}

/** @throws RecordUnreadable also when the text is not the one that the hash is of */
function unitIn(key: string, name: UnitName, record: string, readUnit: ReadUnit): Unit {
  const { hash, text } = decodeJob(key, name, record)
  try {
    const unit = readUnit(name, text)
    if (unit.hash !== hash) throw new RecordUnreadable(key, `has the hash ${hash}, and its text has ${unit.hash}`)
    return unit
  } catch (error) {
    if (error instanceof UnitFileInvalid) throw new RecordUnreadable(key, `holds no unit file: ${error.message}`, error)
    throw error
  }
}

const sameJob = (a: Job, b: Job): boolean =>
  a.revision === b.revision && a.unit === b.unit && a.targetState === b.targetState && a.target === b.target
