// What is known of the registry after certain events, made once for all who were told the same: see shared-snapshots.ts.

import type { KeyValue, WatchEvent } from '../../store/contract.ts'
import type { ReadUnit } from '../read-unit.ts'
import type { Snapshot } from '../snapshot.ts'
import { type Records, SnapshotBuilder } from './snapshot-builder.ts'

type Replaced = ReadonlyMap<string, KeyValue | undefined>

/** What is known at one revision. It never changes; only what comes after it is found out. */
export class Version {
  readonly revision: number
  readonly #line: Line
  /** What led here from the version before. */
  readonly #events: readonly WatchEvent[]
  /** What stood under the keys that those events changed; undefined: nothing. */
  readonly #replaced: Replaced
  #next: Version | undefined
  #snapshot: Snapshot | undefined

  constructor(line: Line, revision: number, events: readonly WatchEvent[] = [], replaced: Replaced = new Map()) {
    this.#line = line
    this.revision = revision
    this.#events = events
    this.#replaced = replaced
  }

  /** Must have been asked before the line goes on. */
  get snapshot(): Snapshot {
    this.#snapshot ??= this.#line.builder.snapshot()
    return this.#snapshot
  }

  /** The version after these events. */
  after(events: readonly WatchEvent[], revision: number): Version {
    if (this.#next?.follows(events, revision)) return this.#next
    if (this.#next !== undefined)
      return new Line(this.#line.readUnit, this.records(), this.revision).advance(events, revision)
    this.#next = this.#met(events, revision) ?? this.#line.advance(events, revision)
    return this.#next
  }

  /** All records that are known. */
  records(): Records {
    const { builder, head } = this.#line
    const later: Version[] = []
    for (let next = this.#after(head); next; next = next.#after(head)) later.push(next)
    return later.reduceRight((records, version) => version.before(records), builder.records)
  }

  /** The version that came next; undefined: this is the newest. */
  #after(head: Version): Version | undefined {
    return this === head ? undefined : this.#next
  }

  follows(events: readonly WatchEvent[], revision: number): boolean {
    const same = this.revision === revision && this.#events.length === events.length
    return same && this.#events.every((event, index) => event === events[index])
  }

  /** The version of another line to which the same events lead from the same records. */
  #met(events: readonly WatchEvent[], revision: number): Version | undefined {
    const line = events[0] && lineOf(subjectOf(events[0]), this.#line.readUnit)
    if (!line?.head.follows(events, revision)) return undefined
    return isSame(line.head.before(line.builder.records), this.records()) ? line.head : undefined
  }

  before(records: Records): Records {
    const before = new Map(records)
    for (const [key, kv] of this.#replaced) {
      if (kv === undefined) before.delete(key)
      else before.set(key, kv)
    }
    return before
  }
}

/** Versions that follow each other. The records of the newest are at hand. */
class Line {
  readonly readUnit: ReadUnit
  readonly builder: SnapshotBuilder
  head: Version

  constructor(readUnit: ReadUnit, records: Records, revision: number) {
    this.readUnit = readUnit
    this.builder = new SnapshotBuilder(readUnit)
    this.builder.replace([...records.values()], revision)
    this.head = new Version(this, revision)
  }

  advance(events: readonly WatchEvent[], revision: number): Version {
    void this.head.snapshot
    const { records } = this.builder
    const replaced = new Map(events.map((event) => keyOf(event)).map((key) => [key, records.get(key)]))
    this.builder.apply(events, revision)
    for (const event of events) note(subjectOf(event), this)
    this.head = new Version(this, revision, events, replaced)
    return this.head
  }
}

/** The line that was first told of a record, or of a deletion. */
const lines = new WeakMap<KeyValue | WatchEvent, Line>()

function note(subject: KeyValue | WatchEvent, line: Line): void {
  if (!lines.has(subject)) lines.set(subject, line)
}

function lineOf(subject: KeyValue | WatchEvent | undefined, readUnit: ReadUnit): Line | undefined {
  const line = subject && lines.get(subject)
  return line?.readUnit === readUnit ? line : undefined
}

/** What a read has found: a version that is known to others, if there is one. */
export function versionOf(records: Records, revision: number, readUnit: ReadUnit): Version {
  const newest = [...records.values()].reduce<KeyValue | undefined>(newer, undefined)
  const line = lineOf(newest, readUnit)
  if (line && isSame(line.builder.records, records)) return line.head
  const own = new Line(readUnit, records, revision)
  if (newest) note(newest, own)
  return own.head
}

export function isSame(a: Records, b: Records): boolean {
  if (a.size !== b.size) return false
  for (const [key, { modRevision }] of a) if (b.get(key)?.modRevision !== modRevision) return false
  return true
}

const newer = (a: KeyValue | undefined, b: KeyValue): KeyValue => (a && a.modRevision >= b.modRevision ? a : b)

const subjectOf = (event: WatchEvent): KeyValue | WatchEvent => (event.kind === 'put' ? event.kv : event)

const keyOf = (event: WatchEvent): string => (event.kind === 'put' ? event.kv.key : event.key)
