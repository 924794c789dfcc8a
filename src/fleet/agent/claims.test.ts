import { describe, expect, test } from '@jest/globals'
import { ok, unknown } from '../../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import type { DesiredUnit } from '../placement/desired.ts'
import { readUnit } from '../read-unit.ts'
import { jobKey, presenceKey } from '../registry/keys.ts'
import { objectOf, presenceOf, put } from '../registry/registry-fixture.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import { fileOf } from './agent-fixture.ts'
import { claim, unclaim } from './claims.ts'

const UNIT = 'a.service'
const KEY = jobKey(UNIT, 'job-state')
const ME = { machine: 'm0', lease: '7' }

function bench(options = '', peers: readonly Job[] = []) {
  const store = new StoreDouble()
  const bench = new StoreBench(store)
  const text = fileOf('a', options)
  store.mvcc.grantLease('7')
  store.mvcc.grantLease('8')
  store.mvcc.apply({ ...presenceOf('m0'), lease: '7' })
  store.mvcc.apply(objectOf(UNIT, text))
  const revision = store.mvcc.revision
  store.mvcc.apply(put(jobKey(UNIT, 'target'), 'm0'))
  const unit = readUnit(UNIT, text)
  const job: Job = { name: UNIT, unit, targetState: 'launched', target: 'm0', revision }
  const wanted: DesiredUnit = { unit, targetState: 'launched', job }
  const snapshot: Snapshot = {
    revision,
    jobs: new Map([job, ...peers].map((each) => [each.name, each])),
    machines: new Map(),
    claims: new Map(),
    leader: undefined,
    engineVersion: 0,
    unreadable: [],
  }
  const claims = () => bench.run(claim(ME, wanted, snapshot))
  const holder = () => store.mvcc.get(KEY)
  return { store, bench, unit, claims, holder, records: bench.records }
}

describe('claim', () => {
  test('is got on the session lease, and told with its revision', () => {
    const { claims, holder, records, unit } = bench()
    expect(claims()).toEqual({ kind: 'held', claim: { hash: unit.hash, revision: 5 } })
    expect(holder()).toMatchObject({ value: 'm0', lease: '7' })
    expect(records).toEqual([{ kind: 'unit.claimed', unit: UNIT, machine: 'm0', hash: unit.hash, revision: 5 }])
  })

  const others: [string, (b: ReturnType<typeof bench>) => void][] = [
    ['another machine has it', ({ store }) => void store.mvcc.apply({ ...put(KEY, 'm1'), lease: '8' })],
    ['this machine has it under an older lease', ({ store }) => void store.mvcc.apply({ ...put(KEY, 'm0'), lease: '8' })], // prettier-ignore
    ['the file is another one by now', ({ store }) => void store.mvcc.apply(objectOf(UNIT, fileOf('b')))],
    ['it is scheduled elsewhere by now', ({ store }) => void store.mvcc.apply(put(jobKey(UNIT, 'target'), 'm1'))],
    ['it was destroyed', ({ store }) => void store.mvcc.apply({ kind: 'delete', key: jobKey(UNIT, 'object') })],
    [
      'presence has another lease',
      ({ store }) => void store.mvcc.apply({ ...put(presenceKey('m0'), 'x'), lease: '8' }),
    ],
  ]
  test.each(others)('is refused where %s', (_, meanwhile) => {
    const b = bench()
    meanwhile(b)
    const before = b.holder()
    expect(b.claims()).toEqual({ kind: 'refused' })
    expect(b.holder()).toEqual(before)
    expect(b.records).toEqual([])
  })

  test('needs its peers on the same machine', () => {
    const { store, claims } = bench('MachineOf=b.service\n')
    expect(claims()).toEqual({ kind: 'refused' })
    store.mvcc.apply(put(jobKey('b.service', 'target'), 'm0'))
    expect(claims()).toMatchObject({ kind: 'held' })
  })

  test('needs a global peer as it was seen', () => {
    const unit = readUnit('b.service', fileOf('b', 'Global=true\n'))
    const peer: Job = { name: 'b.service', unit, targetState: 'launched', target: undefined, revision: 5 }
    const { store, claims } = bench('MachineOf=b.service\n', [peer])
    expect(claims()).toEqual({ kind: 'refused' })
    store.mvcc.apply(objectOf('b.service'))
    expect(claims()).toMatchObject({ kind: 'held' })
  })

  test('whose answer was lost is found to be held, and is renewed', () => {
    const { store, claims, holder } = bench()
    store.after = () => unknown('timeout')
    expect(claims()).toEqual({ kind: 'failed', reason: 'timeout' })
    store.after = () => undefined
    expect(claims()).toMatchObject({ kind: 'held', claim: { revision: 6 } })
    expect(holder()).toMatchObject({ createRevision: 5, modRevision: 6 })
  })
})

describe('unclaim', () => {
  test('removes the claim, also one that is known from a snapshot only', () => {
    for (const known of [true, false]) {
      const { bench: b, claims, holder, records } = bench()
      const got = claims()
      const held = known && got.kind === 'held' ? got.claim : undefined
      expect(b.run(unclaim(ME, UNIT, 'h', held))).toEqual(ok(undefined))
      expect(holder()).toBeUndefined()
      expect(records[1]).toEqual({ kind: 'unit.unclaimed', unit: UNIT, machine: 'm0', hash: 'h', revision: 6 })
    }
  })

  test('a late one does not remove a claim that was renewed since', () => {
    const { bench: b, claims, holder, records } = bench()
    const first = claims()
    claims()
    if (first.kind !== 'held') throw new Error('not held')
    expect(b.run(unclaim(ME, UNIT, 'h', first.claim))).toEqual(ok(undefined))
    expect(holder()).toMatchObject({ value: 'm0', modRevision: 6 })
    expect(records.filter(({ kind }) => kind === 'unit.unclaimed')).toEqual([])
  })

  test("leaves another machine's alone", () => {
    const { bench: b, store, holder } = bench()
    store.mvcc.apply({ ...put(KEY, 'm1'), lease: '8' })
    expect(b.run(unclaim(ME, UNIT, 'h', undefined))).toEqual(ok(undefined))
    expect(holder()).toMatchObject({ value: 'm1' })
  })
})
