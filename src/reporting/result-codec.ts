// Results as text. A stored result can be shown again by any format, and judged again by a newer judge; what is foreign
// or from a newer version is refused with one line.

import { z } from 'zod'
import { scheduleSchema } from '../schedule/schedule.ts'
import { eventSchema } from '../history/codec.ts'
import { escapedInJson } from './printable.ts'
import type { RunResult } from './result.ts'

const VERSION = 1

/** The text is not a result that this version can show. The message says where, what, and what was expected. */
export class ResultInvalid extends Error {
  readonly code = 'RESULT_INVALID'
}

const ids = z.array(z.string())

const verdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('holds') }),
  z.object({ kind: z.literal('violated'), violation: z.object({ says: z.string(), at: z.number(), events: ids }) }),
  z.object({ kind: z.literal('undecided'), why: z.string() }),
])

const judgement = z.object({
  verdict: z.enum(['holds', 'violated', 'undecided', 'harness-fault']),
  assumptions: z.array(
    z.object({
      id: z.string(),
      says: z.string(),
      broken: z.object({ why: z.string(), events: ids }).exactOptional(),
    }),
  ),
  invariants: z.array(
    z.object({ id: z.string(), promise: z.string(), nature: z.enum(['safety', 'liveness']), verdict }),
  ),
  goals: z.array(z.object({ id: z.string(), says: z.string(), met: z.boolean(), event: z.string().exactOptional() })),
})

const counts = z.record(z.string(), z.number())

const hunt = z.object({
  seed: z.number(),
  runs: z.number(),
  ms: z.number(),
  virtualMs: z.number(),
  goals: counts,
  steps: counts,
  violated: ids,
  undecided: z.number(),
})

const origin = z.object({
  seed: z.number(),
  run: z.number(),
  shrunk: z.object({ fromSteps: z.number(), runs: z.number(), ms: z.number() }).exactOptional(),
})

const resultSchema: z.ZodType<RunResult> = z.object({
  seatrial: z.literal('result'),
  version: z.literal(VERSION),
  id: z.string(),
  world: z.enum(['sim', 'docker']),
  platform: z.string(),
  schedule: scheduleSchema,
  judgement,
  events: z.array(eventSchema),
  origin: origin.exactOptional(),
  hunt: hunt.exactOptional(),
  environment: z.object({
    seatrial: z.string(),
    node: z.string(),
    startedAt: z.string(),
    details: z.record(z.string(), z.string()),
  }),
  duration: z.object({ wallMs: z.number(), virtualMs: z.number() }),
  replay: z.string(),
})

/** Writes a result as JSON: a line for each event, so that a diff and a pager can work with it. */
export function formatResult({ events, ...head }: RunResult): string {
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${written(value)}`)
  const lines = events.map((event) => `    ${written(event)}`)
  const history = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `{\n${[...fields, `  "events": ${history}`].join(',\n')}\n}\n`
}

const written = (value: unknown): string => escapedInJson(JSON.stringify(value))

/**
 * Reads a result from JSON text.
 * @throws ResultInvalid
 */
export function parseResult(text: string): RunResult {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause)
    throw new ResultInvalid(`top: not JSON (${why}), expected a seatrial result`, { cause })
  }
  const { seatrial, version } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  if (seatrial !== 'result') {
    const what = seatrial === undefined ? 'missing' : `is ${quoted(seatrial)}`
    throw new ResultInvalid(`seatrial: ${what}, expected "result"`)
  }
  if (version !== VERSION) {
    const hint = typeof version === 'number' && version > VERSION ? '; a newer seatrial wrote it' : ''
    throw new ResultInvalid(`version: is ${quoted(version)}, expected ${VERSION}${hint}`)
  }
  const parsed = resultSchema.safeParse(raw)
  if (!parsed.success) throw new ResultInvalid(firstIssue(parsed.error))
  return parsed.data
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return `top: not a result of version ${VERSION}`
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : ''
  const message = issue.message.replaceAll(/\s+/g, ' ')
  return `${placeOf(issue.path)}: ${message}${more}; expected a seatrial result of version ${VERSION}`
}

/** `events[12].kind` */
function placeOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return parts.join('').replace(/^\./, '') || 'top'
}

const quoted = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value).slice(0, 100))
