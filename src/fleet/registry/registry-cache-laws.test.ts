import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compact, type Delete, type Put } from '../../store/contract.ts'
import type { Snapshot } from '../snapshot.ts'
import { cached } from './cache-fixture.ts'
import { change, spread } from './registry-fixture.ts'

type Step =
  | { readonly kind: 'write'; readonly operations: readonly (Put | Delete)[] }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'compact' }
  | { readonly kind: 'mend' }
  | { readonly kind: 'away' }
  | { readonly kind: 'cut' | 'isolate' | 'kill' | 'lose'; readonly member: number }

const member = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(change, { minLength: 1, maxLength: 8 })
      .map((operations): Step => ({ kind: 'write', operations })),
  },
  { weight: 4, arbitrary: fc.constantFrom(1, 5, 20, 300, 4000).map((ms): Step => ({ kind: 'pass', ms })) },
  { weight: 4, arbitrary: fc.constantFrom<Step>({ kind: 'fresh' }, { kind: 'compact' }) },
  { weight: 4, arbitrary: fc.constantFrom<Step>({ kind: 'mend' }, { kind: 'away' }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('cut' as const, 'isolate' as const, 'kill' as const, 'lose' as const), member)
      .map(([kind, one]): Step => ({ kind, member: one })),
  },
)

describe('after any changes, cuts, crashes and compactions', () => {
  test('every snapshot is what the store held at its revision, a fresh one holds what was acknowledged, and the last is all', () => {
    let [snapshots, freshOnes] = [0, 0]
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), fc.nat(1000), (steps, seed) => {
        const t = cached({ seed, page: 4 })
        t.start()
        const mends: (() => void)[] = []
        const asked: { readonly acknowledged: number; readonly answer: ReturnType<typeof t.fresh> }[] = []
        const written: ReturnType<typeof t.write>[] = []
        const acknowledged = (): number =>
          written.reduce(
            (most, { outcome }) =>
              outcome?.kind === 'ok' ? Math.max(most, (outcome.value as { readonly revision: number }).revision) : most,
            1,
          )
        const mend = (): void => {
          for (const undo of mends.splice(0)) undo()
          for (const each of t.members) t.cluster.start(each)
        }
        let last: Snapshot | undefined
        const pass = (ms: number): void => {
          for (let at = 0; at < ms; at += 5) {
            t.pass(Math.min(5, ms - at))
            const { snapshot } = t.cache
            if (snapshot === last || snapshot === undefined) continue
            expect(snapshot.revision).toBeGreaterThan(last?.revision ?? 0)
            expect(spread(snapshot)).toEqual(spread(t.heldAt(snapshot.revision)))
            last = snapshot
            snapshots++
          }
        }
        for (const one of steps) {
          if (one.kind === 'write') written.push(...one.operations.map((operation) => t.write(operation)))
          else if (one.kind === 'pass') pass(one.ms)
          else if (one.kind === 'fresh') asked.push({ acknowledged: acknowledged(), answer: t.fresh() })
          else if (one.kind === 'compact') t.ask(t.desk, compact(acknowledged()))
          else if (one.kind === 'mend') mend()
          else if (one.kind === 'away') mends.push(t.cut())
          else if (one.kind === 'cut') mends.push(t.cut([t.members[one.member] as string]))
          else if (one.kind === 'isolate') mends.push(t.isolate(t.members[one.member] as string))
          else t.cluster.crash(t.members[one.member] as string, { silent: one.kind === 'lose' })
        }
        mend()
        pass(40_000)
        const revision = Math.max(1, ...t.committed.map((event) => event.revision))
        expect(spread(t.cache.snapshot as Snapshot)).toEqual(spread(t.heldAt(revision)))
        for (const { acknowledged: least, answer } of asked) {
          if (answer.outcome?.kind !== 'ok') continue
          const { value } = answer.outcome
          expect(spread(value)).toEqual(spread(t.heldAt(Math.max(least, value.revision))))
          freshOnes++
        }
      }),
      { numRuns: 150, seed: 20261124 },
    )
    expect(snapshots).toBeGreaterThan(300)
    expect(freshOnes).toBeGreaterThan(50)
  })
})
