import { expect, test } from '@jest/globals'
import { invariants } from '../src/invariants/index.ts'
import { huntEach } from './planted-hunt.ts'
import { planted } from './planted/index.ts'

huntEach(planted.filter(({ fleet }) => fleet === undefined))

test('every name that a planted bug gives is an invariant, and every bug has a name of its own', () => {
  const known = invariants.map(({ id }) => id)
  expect(planted.map(({ caughtBy }) => caughtBy).filter((id) => !known.includes(id))).toEqual([])
  expect(new Set(planted.map(({ platform }) => platform.name)).size).toBe(planted.length)
})
