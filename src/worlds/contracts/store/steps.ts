// The steps of a generated sequence. They are data and name keys, revisions and leases by small numbers, so that one
// sequence means the same on every store: key 0 to 2, revisions counted from the start, leases in the order of granting.

import fc from 'fast-check'

export const KEYS = ['a', 'a/b', 'c'] as const
type Relation = '=' | '!=' | '>' | '<'

export type Change =
  | { readonly kind: 'put'; readonly key: number; readonly value: string; readonly lease: number | null }
  | { readonly kind: 'delete'; readonly key: number; readonly to: number | null }
export type Look = {
  readonly kind: 'range'
  readonly key: number
  readonly to: number | null
  readonly limit: number
  readonly at: number | null
}
export type Check = { readonly key: number; readonly relation: Relation } & (
  | { readonly target: 'create-revision' | 'mod-revision' | 'version'; readonly operand: number }
  | { readonly target: 'value'; readonly operand: string }
  | { readonly target: 'lease'; readonly operand: number | null }
)
export type Step =
  | Change
  | Look
  | {
      readonly kind: 'txn'
      readonly checks: readonly Check[]
      readonly then: readonly (Change | Look)[]
      readonly otherwise: readonly (Change | Look)[]
    }
  | { readonly kind: 'compact'; readonly at: number }
  | { readonly kind: 'grant' }
  | { readonly kind: 'revoke' | 'time-to-live' | 'keep-alive'; readonly lease: number }
  /** A watch of all keys from a revision on; what it tells up to the present is part of the transcript. */
  | { readonly kind: 'watch'; readonly from: number }

const key = fc.nat({ max: KEYS.length - 1 })
/** A range's end: another key, the end of all keys of the sequence (its number is one more), or none. */
const to = fc.option(fc.nat({ max: KEYS.length }))
const value = fc.constantFrom('', 'x', 'y')
const lease = fc.nat({ max: 2 })
const revision = fc.nat({ max: 12 })
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name)

const write: fc.Arbitrary<Change> = fc.record({
  kind: kind('put'),
  key,
  value,
  lease: fc.option(lease, { freq: 3, nil: null }),
})
const erase: fc.Arbitrary<Change> = fc.record({ kind: kind('delete'), key, to })
const look: fc.Arbitrary<Look> = fc.record({
  kind: kind('range'),
  key,
  to,
  limit: fc.nat({ max: 2 }),
  at: fc.option(revision),
})
/** In a transaction only the present can be read. */
const glance: fc.Arbitrary<Look> = look.map((range) => ({ ...range, at: null }))

const relation = fc.constantFrom<Relation>('=', '!=', '>', '<')
const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({
    key,
    relation,
    target: fc.constantFrom('create-revision' as const, 'mod-revision' as const, 'version' as const),
    operand: revision,
  }),
  fc.record({ key, relation, target: kind('value'), operand: value }),
  fc.record({ key, relation, target: kind('lease'), operand: fc.option(lease) }),
)
const steps = fc.array(fc.oneof(write, erase, glance), { maxLength: 3 })

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 3, arbitrary: erase },
  { weight: 4, arbitrary: look },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind('txn'),
      checks: fc.array(check, { maxLength: 2 }),
      then: steps,
      otherwise: steps,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('compact'), at: revision }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('grant') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('revoke' as const, 'time-to-live' as const, 'keep-alive' as const),
      lease,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('watch'), from: revision }) },
)
