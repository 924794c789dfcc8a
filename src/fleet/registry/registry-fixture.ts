// What the tests of this room share: records of a registry, and changes of it that are drawn.

import fc from 'fast-check'
import type { Delete, Put } from '../../store/contract.ts'
import { Mvcc } from '../../store/mvcc.ts'
import { readUnit } from '../read-unit.ts'
import type { Snapshot } from '../snapshot.ts'
import { encodeJob, encodeLeader, encodeMachine, encodeUnitState, type UnitState } from './codecs.ts'
import { ENGINE_VERSION_KEY, jobKey, LEADER_KEY, metadataKey, PREFIX, presenceKey, stateKey, STATES } from './keys.ts'
import { SnapshotBuilder } from './snapshot-builder.ts'

export const TEXT = '[Service]\nExecStart=/bin/sleep 100\n'
export const GLOBAL = '[Service]\nExecStart=/bin/sleep 100\n\n[X-Fleet]\nGlobal=true\n'

export const put = (key: string, value: string): Put => ({ kind: 'put', key, value })
export const gone = (key: string): Delete => ({ kind: 'delete', key })

export const objectOf = (name: string, text = TEXT): Put =>
  put(jobKey(name, 'object'), encodeJob({ name, hash: readUnit(name, text).hash, text }))

export const presenceOf = (id: string, metadata: Readonly<Record<string, string>> = {}, session = '1'): Put =>
  put(
    presenceKey(id),
    encodeMachine({
      ...{ id, host: id, boot: 1, session, publicIp: '10.0.0.1', version: '1.0.0' },
      metadata: new Map(Object.entries(metadata)),
    }),
  )

export const stateOf = (unit: string, machine: string): UnitState => ({
  ...{ unit, machine, load: 'loaded', active: 'active', sub: 'running', launched: true },
  hash: readUnit(unit, TEXT).hash,
})

const unit = fc.constantFrom('a.service', 'b.service', 'a@1.service', 'c-b.service')
const machine = fc.constantFrom('m0', 'm1', 'm2')

const record: fc.Arbitrary<Put> = fc.oneof(
  fc.tuple(unit, fc.constantFrom(TEXT, GLOBAL)).map(([name, text]) => objectOf(name, text)),
  fc
    .tuple(unit, fc.constantFrom('inactive', 'loaded', 'launched', 'bogus'))
    .map(([name, state]) => put(jobKey(name, 'target-state'), state)),
  fc.tuple(unit, machine).map(([name, id]) => put(jobKey(name, 'target'), id)),
  fc.tuple(unit, machine).map(([name, id]) => put(jobKey(name, 'job-state'), id)),
  fc.tuple(unit, fc.constantFrom('{}', 'null', '')).map(([name, bad]) => put(jobKey(name, 'object'), bad)),
  fc.tuple(machine, fc.constantFrom('west', 'east')).map(([id, region]) => presenceOf(id, { region })),
  machine.map((id) => put(presenceKey(id), '{"ID":0}')),
  fc.tuple(machine, fc.constantFrom('', 'north')).map(([id, region]) => put(metadataKey(id, 'region'), region)),
  machine.map((id) => put(LEADER_KEY, encodeLeader({ machine: id, version: 1 }))),
  fc.constantFrom('1', '2', 'x').map((version) => put(ENGINE_VERSION_KEY, version)),
  fc.tuple(unit, machine).map(([name, id]) => put(stateKey(name, id), encodeUnitState(stateOf(name, id)))),
)

/** Changes of a small registry, of which some records cannot be read. */
export const change: fc.Arbitrary<Put | Delete> = fc.oneof(
  { weight: 3, arbitrary: record },
  { weight: 1, arbitrary: record.map(({ key }) => gone(key)) },
)

/** A snapshot with its orders, which maps do not show when they are compared, and without its revision. */
export const spread = ({ jobs, machines, claims, revision: _, ...rest }: Snapshot) => ({
  ...rest,
  jobs: [...jobs],
  machines: [...machines].map(([id, one]) => [id, { ...one, metadata: [...one.metadata] }]),
  claims: [...claims],
})

/** A store, and a builder that is told all that happens in it. */
export class Registry {
  readonly #mvcc = new Mvcc()
  readonly builder = new SnapshotBuilder()

  do(...operations: (Put | Delete)[]): Snapshot {
    for (const operation of operations) {
      const before = this.#mvcc.revision
      this.#mvcc.apply(operation)
      if (this.#mvcc.revision > before) {
        this.builder.apply(this.#mvcc.eventsAt(this.#mvcc.revision), this.#mvcc.revision)
      }
    }
    return this.builder.snapshot()
  }

  read(into: SnapshotBuilder): boolean {
    const read = this.#mvcc.range({ kind: 'range', key: PREFIX, rangeEnd: STATES })
    if (read.kind !== 'ok') throw new Error(read.reason)
    return into.replace(read.value.kvs, read.value.revision)
  }
}
