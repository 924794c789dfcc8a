// Schedules as text. What comes from outside is checked whole before anything is started; what is wrong is said in one
// line: the place, and what was expected there.

import type { z } from 'zod'
import type { Topology } from '../machine/topology.ts'
import { type Schedule, scheduleSchema, type Step, stepProblems, stepSchema } from './schedule.ts'

/** The text is not a schedule that this version can run. The message says where and what was expected. */
export class ScheduleInvalid extends Error {
  readonly code = 'SCHEDULE_INVALID'
}

/**
 * Reads a schedule from JSON text.
 * @throws ScheduleInvalid
 */
export function parseSchedule(text: string): Schedule {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ScheduleInvalid(`not JSON (${why}), expected a seatrial schedule`, { cause })
  }
  const { seatrial, version } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  if (seatrial !== 'schedule') {
    const is = seatrial === undefined ? 'has no field "seatrial"' : `is a ${JSON.stringify(seatrial)}`
    throw new ScheduleInvalid(`${is}, expected "seatrial": "schedule"`)
  }
  if (version !== 1) {
    throw new ScheduleInvalid(`version: is ${JSON.stringify(version)}, expected 1; a newer seatrial wrote it`)
  }
  const parsed = scheduleSchema.safeParse(raw)
  if (!parsed.success) throw new ScheduleInvalid(firstIssue(parsed.error))
  return parsed.data
}

/**
 * Reads what somebody orders of a cluster that is up: a step without its `when`, which is now.
 * @throws ScheduleInvalid
 */
export function parseOrder(raw: unknown, topology: Topology): Step {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ScheduleInvalid('not an object, expected a step, like {"do": "ask-reboot", "machine": "m0"}')
  }
  if ('when' in raw) throw new ScheduleInvalid('when: an order is played at once, and has none')
  const parsed = stepSchema.safeParse({ ...raw, when: { at: 0 } })
  if (!parsed.success) throw new ScheduleInvalid(firstIssue(parsed.error))
  const [problem] = stepProblems(parsed.data, topology)
  if (problem !== undefined) throw new ScheduleInvalid(problem)
  return parsed.data
}

/** Writes a schedule as JSON, a line for each machine and step, so that a diff reads well. */
export function formatSchedule(schedule: Schedule): string {
  const { topology, steps, expect, ...head } = schedule
  const fields = [
    ...Object.entries(head).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`),
    `  "topology": { "machines": ${list(topology.machines, 4)} }`,
    `  "steps": ${list(steps, 4)}`,
    ...(expect === undefined ? [] : [`  "expect": ${JSON.stringify(expect)}`]),
  ]
  return `{\n${fields.join(',\n')}\n}\n`
}

function list(values: readonly unknown[], indent: number): string {
  if (values.length === 0) return '[]'
  const space = ' '.repeat(indent)
  return `[\n${values.map((value) => space + JSON.stringify(value)).join(',\n')}\n${' '.repeat(indent - 2)}]`
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'not a schedule'
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : ''
  return `${placeOf(issue.path)}: ${issue.message}${more}`
}

/** `steps[2].machine` */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'top'
