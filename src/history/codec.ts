// Histories as text: JSON lines. The first says what was run, the last how many events there are, and between them stands
// one event a line. A file without its last line was cut short, and is told as such.

import { z } from 'zod'
import type { Event } from './event.ts'
import { factSchema } from './fact-schema.ts'

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

const stampSchema = z.looseObject({ id: z.string(), at: z.number(), source: z.string(), seq: z.int().positive() })

export const eventSchema: z.ZodType<Event> = z.intersection(stampSchema, factSchema)
