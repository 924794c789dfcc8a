// What the lock's answers are worth when writes come late: a member that hung, or a network that did, may hand the store a
// write long after its sender has given up on it.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { unknown } from '../runtime/operation.ts'
import { type StoreRequest, type Txn } from '../store/contract.ts'
import { ServerBench } from './fleetlock/fixture.ts'
import type { FleetLockConfig } from './fleetlock/server.ts'
import { acquire, release, setMax, unlock } from './lock.ts'

const CONFIG: FleetLockConfig = { groups: [{ name: 'g', slots: 2 }] }

/** How a write fares: it is answered, or done and its answer lost, or it lies somewhere until it is delivered. */
type Fate = 'answered' | 'answer-lost' | 'late'

/** A store whose writes fare as they are told. */
class LateBench extends ServerBench {
  fate: Fate = 'answered'
  readonly late: Txn[] = []

  constructor() {
    super()
    const isWrite = (request: StoreRequest): request is Txn => request.kind === 'txn'
    this.store.before = (request) => {
      if (this.fate !== 'late' || !isWrite(request)) return undefined
      this.late.push(request)
      return unknown('no answer in time')
    }
    this.store.after = (request) =>
      this.fate === 'answer-lost' && isWrite(request) ? unknown('no answer in time') : undefined
  }

  /** Under this fate, and answered again afterwards. */
  faring<T>(fate: Fate, act: () => T): T {
    this.fate = fate
    try {
      return act()
    } finally {
      this.fate = 'answered'
    }
  }

  deliverAll(): void {
    for (const write of this.late.splice(0)) this.store.mvcc.apply(write)
  }

  holds(machine: string): boolean {
    return this.store.semaphore('g')?.holders.includes(machine) ?? false
  }
}

describe('a release that comes late', () => {
  test('frees no slot that the machine was told since that it holds', () => {
    const bench = new LateBench()
    bench.run(acquire('g', 'a'))
    expect(bench.faring('late', () => bench.run(release('g', 'a')))).toMatchObject({ kind: 'unsure' })
    const { revision } = bench.store.mvcc
    expect(bench.run(acquire('g', 'a'))).toMatchObject({ kind: 'done', changed: false, revision: revision + 1 })
    bench.deliverAll()
    expect(bench.holds('a')).toBe(true)
  })

  test('frees no slot that a FleetLock client was granted since', () => {
    const bench = new LateBench()
    bench.ask('pre-reboot', 'a', 'g', CONFIG)
    expect(bench.faring('late', () => bench.ask('steady-state', 'a', 'g', CONFIG)).status).toBe(500)
    expect(bench.ask('pre-reboot', 'a', 'g', CONFIG).status).toBe(200)
    bench.deliverAll()
    expect(bench.holds('a')).toBe(true)
  })
})

test('done means done: what was sent before and comes after changes nothing of it', () => {
  const fates = fc.constantFrom<Fate>('answered', 'answer-lost', 'late')
  const acts = fc.constantFrom(
    'acquire',
    'release',
    'other',
    'set-max',
    'unlock',
    'pre-reboot',
    'steady-state',
    'deliver',
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(acts, fates), { maxLength: 12 }), (steps) => {
      const bench = new LateBench()
      bench.run(setMax('g', 2))
      for (const [act, fate] of steps) {
        bench.faring(fate, () => {
          if (act === 'acquire') bench.run(acquire('g', 'a'))
          if (act === 'release') bench.run(release('g', 'a'))
          if (act === 'other') bench.run(acquire('g', 'b'))
          if (act === 'set-max') bench.run(setMax('g', 3))
          if (act === 'unlock') bench.run(unlock('g', 'b'))
          if (act === 'pre-reboot' || act === 'steady-state') bench.ask(act, 'a', 'g', CONFIG)
          if (act === 'deliver') bench.deliverAll()
        })
      }
      const taken = bench.run(acquire('g', 'a'))
      bench.deliverAll()
      if (taken.kind === 'done') expect(bench.holds('a')).toBe(true)
    }),
    { numRuns: 300 },
  )
})
