// The facts of a history as a schema: what is read from a file is one of them, or is refused.

import { z } from 'zod'
import type { Fact } from './event.ts'
import { FLEET_FACTS } from './fleet-fact-schema.ts'

const id = z.string()
const count = z.int().nonnegative()
const slot = z.enum(['a', 'b'])
const version = z.string()
const sha256 = z.string()
const step = { step: count, does: z.string() }

const lock = { kind: z.literal('lock.attempt'), attempt: count, group: z.string(), by: id, base: count }

/** Typed by the facts, so that neither can change without the other. */
export const factSchema: z.ZodType<Fact> = z.discriminatedUnion('kind', [
  z.discriminatedUnion('operation', [
    z.looseObject({ ...lock, operation: z.enum(['acquire', 'release', 'unlock']), holder: id }),
    z.looseObject({ ...lock, operation: z.literal('set-max'), max: count }),
  ]),
  z.looseObject({
    kind: z.literal('lock.attempt-ended'),
    attempt: count,
    outcome: z.enum(['ok', 'conflict', 'fail', 'unknown']),
    revision: count.exactOptional(),
    reason: z.string().exactOptional(),
  }),
  z.looseObject({ kind: z.literal('lock.busy'), group: z.string(), by: id, holders: z.array(id) }),
  z.looseObject({ kind: z.literal('lock.unread'), group: z.string(), by: id, reason: z.string() }),
  z.looseObject({ kind: z.literal('lock.granted'), group: z.string(), holder: id, revision: count }),
  z.looseObject({ kind: z.literal('lock.released'), group: z.string(), holder: id, revision: count }),
  z.looseObject({ kind: z.literal('lock.window-closed'), machine: id, held: z.boolean() }),
  z.looseObject({ kind: z.literal('boot.started'), machine: id, boot: count }),
  z.looseObject({ kind: z.literal('boot.good'), machine: id, boot: count }),
  z.looseObject({ kind: z.literal('reboot.asked'), machine: id }),
  z.looseObject({
    kind: z.literal('reboot.started'),
    machine: id,
    group: z.string(),
    strategy: z.string(),
    revision: count.nullable(),
  }),
  z.looseObject({ kind: z.literal('program.crashed'), program: z.string(), stack: z.string() }),
  z.looseObject({ kind: z.literal('boot.slot'), machine: id, boot: count, slot, version, payload: sha256.nullable() }),
  z.looseObject({ kind: z.literal('boot.lost'), machine: id, boot: count, why: z.string() }),
  z.looseObject({ kind: z.literal('boot.unhealthy'), machine: id, boot: count }),
  z.looseObject({
    kind: z.literal('machine.configured'),
    machine: id,
    channel: z.string().nullable(),
    strategy: z.string(),
    window: z.looseObject({ start: z.string(), length: z.string(), zone: z.string().optional() }).nullable(),
  }),
  z.looseObject({
    kind: z.literal('config.refused'),
    machine: id,
    file: z.string(),
    line: count,
    value: z.string(),
    why: z.string(),
  }),
  z.looseObject({ kind: z.literal('update.status'), machine: id, status: z.string(), version: version.nullable() }),
  z.looseObject({
    kind: z.literal('update.checked'),
    machine: id,
    track: z.string(),
    result: z.enum(['update', 'no-update', 'denied', 'invalid', 'no-answer']),
    version: version.exactOptional(),
    why: z.string().exactOptional(),
  }),
  z.looseObject({ kind: z.literal('update.refused'), machine: id, version, code: count, why: z.string() }),
  z.looseObject({ kind: z.literal('update.failed'), machine: id, version, code: count, why: z.string() }),
  z.looseObject({ kind: z.literal('slot.writing'), machine: id, slot, version }),
  z.looseObject({ kind: z.literal('slot.written'), machine: id, slot, version, payload: sha256 }),
  z.looseObject({ kind: z.literal('update.installed'), machine: id, slot, version }),
  z.looseObject({ kind: z.literal('update.rolled-back'), machine: id, version }),
  z.looseObject({ kind: z.literal('rollout.granted'), machine: id, track: z.string(), version, revision: count }),
  z.looseObject({ kind: z.literal('rollout.finished'), track: z.string(), version }),
  z.looseObject({ kind: z.literal('rollout.stopped'), track: z.string(), why: z.string() }),
  z.looseObject({ kind: z.literal('store.put'), key: z.string(), value: z.string(), revision: count }),
  z.looseObject({ kind: z.literal('store.deleted'), key: z.string(), revision: count }),
  z.looseObject({ kind: z.literal('store.leader'), leader: id.nullable(), term: count }),
  z.looseObject({ kind: z.literal('store.member'), machine: id, health: z.enum(['up', 'down', 'paused']) }),
  z.looseObject({ kind: z.literal('store.quorum'), has: z.boolean() }),
  z.looseObject({ kind: z.literal('machine.on'), machine: id }),
  z.looseObject({
    kind: z.literal('machine.off'),
    machine: id,
    why: z.enum(['reboot', 'power-cut', 'reset', 'lost', 'shutdown']),
  }),
  z.looseObject({ kind: z.literal('machine.frozen'), machine: id }),
  z.looseObject({ kind: z.literal('machine.thawed'), machine: id }),
  z.looseObject({ kind: z.literal('machine.clock'), machine: id, skewMs: z.int() }),
  ...FLEET_FACTS,
  z.looseObject({ kind: z.literal('phase'), phase: z.enum(['boot', 'storm', 'heal', 'settle', 'judge']) }),
  z.looseObject({ kind: z.literal('step.applied'), ...step }),
  z.looseObject({ kind: z.literal('step.skipped'), ...step, why: z.string() }),
  z.looseObject({ kind: z.literal('step.mended'), ...step }),
  z.looseObject({
    kind: z.literal('step.witnessed'),
    ...step,
    what: z.enum(['begin', 'end']),
    verdict: z.enum(['seen', 'moot', 'unseen']),
    evidence: z.string(),
  }),
  z.looseObject({
    kind: z.literal('operator.answered'),
    ...step,
    outcome: z.enum(['ok', 'fail', 'unknown']),
    detail: z.string(),
  }),
  z.looseObject({ kind: z.literal('quiet') }),
  z.looseObject({ kind: z.literal('harness.fault'), what: z.string(), evidence: z.string() }),
])
