// Histories as text: JSON lines. The first says what was run, the last how many events there are, and between them stands
// one event a line. A file without its last line was cut short, and is told as such.

import { z } from 'zod'
import type { Event, Fact } from './event.ts'

/** What a history is of. `schedule` is checked by whoever knows schedules. */
export interface HistoryHeader {
  readonly seatrial: 'history'
  readonly version: 1
  readonly world: 'sim' | 'docker'
  readonly platform: string
  readonly schedule: unknown
}

export interface History {
  readonly header: HistoryHeader
  readonly events: readonly Event[]
}

/** The text is not a whole history of this version. The message says where and what was expected. */
export class HistoryInvalid extends Error {
  readonly code = 'HISTORY_INVALID'
}

export function formatHistory({ header, events }: History): string {
  const lines = [header, ...events, { seatrial: 'end', events: events.length }]
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

export const formatLine = (line: HistoryHeader | Event): string => `${JSON.stringify(line)}\n`

/**
 * Reads the history of a run that was killed: every whole line of it, however many there are.
 * @throws HistoryInvalid
 */
export function parsePartialHistory(text: string): History {
  const lines = text.split('\n').slice(0, -1) // what follows the last line end was not written whole
  const header = readLine(headerSchema, lines[0] ?? '', 1, HEADER)
  return { header, events: lines.slice(1).map((line, index) => readLine(eventSchema, line, index + 2, 'an event')) }
}

const HEADER = 'the header of a seatrial history, version 1'

/**
 * Reads a whole history.
 * @throws HistoryInvalid
 */
export function parseHistory(text: string): History {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const header = readLine(headerSchema, lines[0] ?? '', 1, HEADER)
  const last = lines.at(-1) ?? ''
  const end = endSchema.safeParse(parsed(last, lines.length))
  if (!end.success) {
    throw new HistoryInvalid(
      `line ${lines.length}: the history is cut short, expected its last line, {"seatrial":"end", …}`,
    )
  }
  const events = lines.slice(1, -1).map((line, index) => readLine(eventSchema, line, index + 2, 'an event'))
  if (events.length !== end.data.events) {
    throw new HistoryInvalid(`line ${lines.length}: expected ${end.data.events} events, found ${events.length}`)
  }
  return { header, events }
}

function readLine<T>(schema: z.ZodType<T>, line: string, number: number, expected: string): T {
  const result = schema.safeParse(parsed(line, number))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const place = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : ''
  throw new HistoryInvalid(`line ${number}: not ${expected}${place}`)
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new HistoryInvalid(`line ${number}: not JSON, expected one JSON object a line`, { cause })
  }
}

const headerSchema: z.ZodType<HistoryHeader> = z.looseObject({
  seatrial: z.literal('history'),
  version: z.literal(1),
  world: z.enum(['sim', 'docker']),
  platform: z.string(),
  schedule: z.unknown(),
})

const endSchema = z.looseObject({ seatrial: z.literal('end'), events: z.int().nonnegative() })

const id = z.string()
const count = z.int().nonnegative()
const slot = z.enum(['a', 'b'])
const version = z.string()
const sha256 = z.string()
const step = { step: count, does: z.string() }

const lock = { kind: z.literal('lock.attempt'), attempt: count, group: z.string(), by: id, base: count }

/** Typed by the facts, so that neither can change without the other. */
const factSchema: z.ZodType<Fact> = z.discriminatedUnion('kind', [
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
  z.looseObject({ kind: z.literal('machine.off'), machine: id, why: z.enum(['reboot', 'power-cut', 'reset', 'lost']) }),
  z.looseObject({ kind: z.literal('machine.frozen'), machine: id }),
  z.looseObject({ kind: z.literal('machine.thawed'), machine: id }),
  z.looseObject({ kind: z.literal('machine.clock'), machine: id, skewMs: z.int() }),
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

const stampSchema = z.looseObject({ id: z.string(), at: z.number(), source: z.string(), seq: z.int().positive() })

export const eventSchema: z.ZodType<Event> = z.intersection(stampSchema, factSchema)
