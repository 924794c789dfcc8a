// A machine's metadata is changed through fleet's API. It stays changed when the machine is gone and comes back.

import fc from 'fast-check'
import { z } from 'zod'
import { fleetOf } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { ask } from './units.ts'
import { ZONES } from './units-arbitrary.ts'

export interface SetMetadata {
  readonly do: 'set-metadata'
  /** Whose it is; its own API is asked. */
  readonly machine: string
  readonly key: string
  /** Null: the key is removed. */
  readonly value: string | null
}

export const setMetadataAction: Action<SetMetadata> = {
  do: 'set-metadata',
  schema: z.strictObject({
    do: z.literal('set-metadata'),
    machine: z.string(),
    key: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/),
    value: z.string().min(1).max(256).nullable(),
  }),
  arbitrary: ({ topology }) => {
    const machines = fleetOf(topology)
    if (machines.length === 0) return undefined
    return fc.record({
      do: fc.constant('set-metadata' as const),
      machine: fc.constantFrom(...machines),
      key: fc.constant('zone'),
      value: fc.constantFrom('a', 'b', null, ZONES[2]),
    })
  },
  words: ({ machine, key, value }) =>
    value === null ? `remove ${machine}'s metadata ${key}` : `set ${machine}'s metadata ${key} to ${value}`,
  machines: ({ machine }) => [machine],
  *apply({ machine, key, value }, { tuning, topology }) {
    const id = topology.machines.find((spec) => spec.id === machine)?.fleet?.id ?? machine
    const path = `/${id}/metadata/${key}`
    const op = value === null ? { op: 'remove', path } : { op: 'replace', path, value: { value } }
    return yield* ask(machine, 'PATCH', '/fleet/v1/machines', [op], tuning)
  },
}
