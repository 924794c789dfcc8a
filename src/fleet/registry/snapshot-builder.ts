// From the records of the registry to a snapshot, change by change. What did not change is the same object in the next
// snapshot, and nothing of it is read again; a snapshot is made when somebody asks for one.

import type { KeyValue, WatchEvent } from '../../store/contract.ts'
import { type ReadUnit, readUnit } from '../read-unit.ts'
import type { Leader, Snapshot } from '../snapshot.ts'
import { decodeEngineVersion, decodeLeader } from './codecs.ts'
import { JobTable } from './job-table.ts'
import { ENGINE_VERSION_KEY, LEADER_KEY } from './keys.ts'
import { MachineTable } from './machine-table.ts'
import { type KeySubject, parseKey } from './parse-key.ts'
import { Unreadables } from './unreadables.ts'

/** An engine that finds a higher version than its own does nothing: one that cannot be read counts as higher than any. */
const UNREADABLE_VERSION = Infinity

/** By key. */
export type Records = ReadonlyMap<string, KeyValue>

export class SnapshotBuilder {
  readonly #unreadables = new Unreadables()
  readonly #jobs: JobTable
  readonly #machines = new MachineTable(this.#unreadables)
  #leader: Leader | undefined
  /** As it stood in the last snapshot. */
  #shown: Leader | undefined
  #engineVersion = 0
  readonly #held = new Map<string, KeyValue>()
  #revision = 0
  #made: Snapshot | undefined

  constructor(read: ReadUnit = readUnit) {
    this.#jobs = new JobTable(this.#unreadables, read)
  }

  /** Every record that is held, as it is now. */
  get records(): Records {
    return this.#held
  }

  /** Takes over what the store holds at `revision`, in place of all that was told before. False: it is the same. */
  replace(kvs: readonly KeyValue[], revision: number): boolean {
    const stays = new Set(kvs.map(({ key }) => key))
    const gone = [...this.#held.keys()].filter((key) => !stays.has(key))
    const changed = kvs.filter(({ key, modRevision }) => this.#held.get(key)?.modRevision !== modRevision)
    if (this.#revision > 0 && gone.length === 0 && changed.length === 0) return false
    for (const key of gone) this.#delete(key)
    for (const kv of changed) this.#put(kv)
    this.#moved(revision)
    return true
  }

  /** Applies what happened at `revision`. */
  apply(events: readonly WatchEvent[], revision: number): void {
    for (const event of events) {
      if (event.kind === 'put') this.#put(event.kv)
      else this.#delete(event.key)
    }
    this.#moved(revision)
  }

  /** The same object as before unless something was applied since. */
  snapshot(): Snapshot {
    this.#made ??= {
      revision: this.#revision,
      jobs: this.#jobs.jobs(),
      machines: this.#machines.machines(),
      claims: this.#jobs.claims(),
      leader: this.#shownLeader(),
      engineVersion: this.#engineVersion,
      unreadable: this.#unreadables.current(),
    }
    return this.#made
  }

  #moved(revision: number): void {
    this.#made = undefined
    this.#revision = revision
  }

  #put(kv: KeyValue): void {
    this.#held.set(kv.key, kv)
    const subject = parseKey(kv.key)
    if (subject !== undefined) this.#putRecord(subject, kv)
  }

  #delete(key: string): void {
    this.#held.delete(key)
    const subject = parseKey(key)
    if (subject !== undefined) this.#deleteRecord(subject)
  }

  #putRecord(subject: KeySubject, kv: KeyValue): void {
    switch (subject.kind) {
      case 'job':
        return this.#jobs.put(subject.name, subject.part, kv)
      case 'presence':
        return this.#machines.putPresence(subject.machine, kv.value)
      case 'metadata':
        return this.#machines.putMetadata(subject.machine, subject.key, kv.value)
      case 'leader':
        this.#lead(kv)
        return
      case 'engine-version':
        this.#engineVersion =
          this.#unreadables.attempt(kv.key, () => decodeEngineVersion(kv.key, kv.value)) ?? UNREADABLE_VERSION
        return
      case 'state':
    }
  }

  #deleteRecord(subject: KeySubject): void {
    switch (subject.kind) {
      case 'job':
        return this.#jobs.delete(subject.name, subject.part)
      case 'presence':
        return this.#machines.deletePresence(subject.machine)
      case 'metadata':
        return this.#machines.deleteMetadata(subject.machine, subject.key)
      case 'leader':
        this.#unreadables.forget(LEADER_KEY)
        this.#leader = undefined
        return
      case 'engine-version':
        this.#unreadables.forget(ENGINE_VERSION_KEY)
        this.#engineVersion = 0
        return
      case 'state':
    }
  }

  #lead({ key, value, createRevision }: KeyValue): void {
    const record = this.#unreadables.attempt(key, () => decodeLeader(key, value))
    this.#leader = record && { machine: record.machine, createRevision }
  }

  #shownLeader(): Leader | undefined {
    const [shown, leader] = [this.#shown, this.#leader]
    const same = shown?.machine === leader?.machine && shown?.createRevision === leader?.createRevision
    if (!same) this.#shown = leader
    return this.#shown
  }
}
