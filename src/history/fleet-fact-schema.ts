// The facts about units, and about those who place and run them.

import { z } from 'zod'

const id = z.string()
const revision = z.int().nonnegative()
const hash = z.string()

export const FLEET_FACTS = [
  z.looseObject({ kind: z.literal('fleet.started'), machine: id }),
  z.looseObject({ kind: z.literal('fleet.joined'), machine: id, session: z.string() }),
  z.looseObject({ kind: z.literal('fleet.fenced'), machine: id, units: z.array(id) }),
  z.looseObject({ kind: z.literal('fleet.left'), machine: id }),
  z.looseObject({ kind: z.literal('fleet.duplicate'), machine: id, other: z.string() }),
  z.looseObject({ kind: z.literal('engine.leads'), machine: id, revision }),
  z.looseObject({ kind: z.literal('engine.yields'), machine: id, why: z.string() }),
  z.looseObject({
    kind: z.enum(['unit.placed', 'unit.displaced']),
    unit: id,
    machine: id,
    why: z.string(),
    revision,
  }),
  z.looseObject({ kind: z.literal('unit.unplaceable'), unit: id, why: z.record(id, z.string()) }),
  z.looseObject({ kind: z.enum(['unit.claimed', 'unit.unclaimed']), unit: id, machine: id, hash, revision }),
  z.looseObject({
    kind: z.literal('unit.state'),
    unit: id,
    machine: id,
    load: z.string(),
    active: z.string(),
    sub: z.string(),
    hash,
  }),
  z.looseObject({
    kind: z.literal('unit.asked'),
    request: z.int().nonnegative(),
    change: z.enum(['create', 'replace', 'set', 'destroy']),
    unit: id,
    hash: hash.nullable(),
    targetState: z.string().nullable(),
  }),
  z.looseObject({ kind: z.literal('unit.acknowledged'), request: z.int().nonnegative(), unit: id, revision }),
  z.looseObject({
    kind: z.literal('unit.task-failed'),
    unit: id,
    machine: id,
    task: z.string(),
    why: z.string(),
  }),
  z.looseObject({ kind: z.literal('unit.up'), machine: id, unit: id, process: z.string(), hash }),
  z.looseObject({ kind: z.literal('unit.down'), machine: id, unit: id, process: z.string(), how: z.string() }),
] as const
