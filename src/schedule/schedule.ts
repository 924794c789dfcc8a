// The schedule of a trial: a topology, its tuning, a seed and steps. It is data with a version; a failing run is kept as
// the schedule itself, and replays from its file alone.

import { z } from 'zod'
import { actionOf, actions, type ActionStep } from '../actions/index.ts'
import { faultOf, faults, type FaultStep } from '../faults/index.ts'
import { isGroupName } from '../machine/fleetlock.ts'
import { FLEETLOCK_HOST, STRATEGIES } from '../machine/topology.ts'
import { windowProblem } from '../machine/window.ts'
import type { Setting } from '../worlds/world.ts'

/** An instant that matters, which a step may wait for. */
export type TriggerEvent =
  /** A machine was granted its group's lock: it will reboot next. */
  | 'lock.granted'
  /** A machine asks for the lock: its write is on the way. */
  | 'lock.attempt'
  | 'reboot.started'
  | 'boot.started'
  | 'boot.good'
  /** The store has lost its leader, or has a new one. */
  | 'store.leader'

/** Milliseconds after the storm began, or after an event first happens in it. */
export type When =
  | { readonly at: number }
  | { readonly on: TriggerEvent; readonly machine?: string | undefined; readonly plusMs: number }

export type Step = { readonly when: When } & (ActionStep | FaultStep)

export interface Expectation {
  /** Invariants that this schedule breaks, by id. Empty: all hold. */
  readonly violated: readonly string[]
  /** Goals that it meets, by id. */
  readonly goals?: readonly string[] | undefined
  /** How few steps break the first of the invariants: the size of what a hunt should hand over. */
  readonly minimalSteps?: number | undefined
}

export interface Schedule extends Setting {
  readonly seatrial: 'schedule'
  readonly version: 1
  readonly name?: string | undefined
  /** What a reader learns from it, in two sentences. */
  readonly about?: string | undefined
  readonly seed: number
  readonly steps: readonly Step[]
  readonly expect?: Expectation | undefined
}

const machineId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a machine id: lower-case letters, digits and dashes')

const topology = z.strictObject({
  machines: z
    .array(
      z.strictObject({
        id: machineId,
        roles: z.array(z.enum(['etcd', 'worker'])).min(1),
        group: z.string().max(100),
        strategy: z.enum(STRATEGIES),
        window: z
          .strictObject({ start: z.string(), length: z.string(), zone: z.string().optional() })
          .superRefine((window, context) => {
            const why = windowProblem(window)
            if (why !== undefined) context.addIssue({ code: 'custom', message: why })
          })
          .optional(),
      }),
    )
    .min(1)
    .max(1000),
})

const ms = z.int().positive()

const tuning = z.strictObject({
  bootMs: ms,
  goodAfterMs: ms,
  callTimeoutMs: ms,
  lockBackoffMs: ms,
  lockBackoffMaxMs: ms,
  reconcileMs: ms,
  heartbeatMs: ms,
  electionMs: ms,
  stormMs: ms,
  settleMs: ms,
})

const when = z.union([
  z.strictObject({ at: z.int().nonnegative() }),
  z.strictObject({
    on: z.enum(['lock.granted', 'lock.attempt', 'reboot.started', 'boot.started', 'boot.good', 'store.leader']),
    machine: z.string().optional(),
    plusMs: z.int().nonnegative(),
  }),
])

const kinds = { ...actions, ...faults }

/** A step's own fields are checked by its kind; `when` is common to all. */
const step = z.looseObject({ when, do: z.string() }).transform((raw, context): Step => {
  const kind = Object.hasOwn(kinds, raw.do) ? kinds[raw.do as Step['do']] : undefined
  if (!kind) {
    const known = Object.keys(kinds).join(', ')
    context.addIssue({ code: 'custom', path: ['do'], message: `unknown step "${raw.do}", expected one of ${known}` })
    return z.NEVER
  }
  const { when: at, ...fields } = raw
  const parsed = kind.schema.safeParse(fields)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message })
    }
    return z.NEVER
  }
  return { when: at, ...parsed.data }
})

export const scheduleSchema: z.ZodType<Schedule> = z
  .strictObject({
    seatrial: z.literal('schedule'),
    version: z.literal(1),
    name: z.string().max(200).optional(),
    about: z.string().max(2000).optional(),
    seed: z.int().nonnegative(),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    topology,
    tuning,
    steps: z.array(step).max(10_000),
    expect: z
      .strictObject({
        violated: z.array(z.string()),
        goals: z.array(z.string()).optional(),
        minimalSteps: z.int().positive().optional(),
      })
      .optional(),
  })
  .superRefine((schedule, context) => {
    const machines = new Map(schedule.topology.machines.map((machine) => [machine.id, machine]))
    if (machines.size < schedule.topology.machines.length) {
      context.addIssue({ code: 'custom', path: ['topology', 'machines'], message: 'two machines have the same id' })
    }
    schedule.topology.machines.forEach(({ id, strategy, group }, index) => {
      const wrong = (message: string) =>
        context.addIssue({ code: 'custom', path: ['topology', 'machines', index], message })
      if (id === FLEETLOCK_HOST) wrong(`the name "${id}" is that of the FleetLock server`)
      if (strategy === 'fleetlock' && !isGroupName(group))
        wrong('with the strategy fleetlock a machine needs a group of A-Z a-z 0-9 . -')
    })
    schedule.steps.forEach((each, index) => {
      const named = namedBy(each)
      for (const id of named) {
        if (machines.has(id)) continue
        const known = [...machines.keys()].join(', ')
        context.addIssue({
          code: 'custom',
          path: ['steps', index],
          message: `names an unknown machine "${id}", expected one of ${known}`,
        })
      }
      const member = each.do === 'kill-member' ? each.machine : each.do === 'cut' ? each.member : undefined
      if (member !== undefined && machines.get(member)?.roles.includes('etcd') === false) {
        context.addIssue({ code: 'custom', path: ['steps', index], message: `"${member}" runs no etcd member` })
      }
    })
  })

/** Every machine that a step names, in its trigger or in its fields. */
export function namedBy(step: Step): readonly string[] {
  const trigger = 'on' in step.when && step.when.machine !== undefined ? [step.when.machine] : []
  return [...trigger, ...(isFault(step) ? faultOf(step).machines(step) : actionOf(step).machines(step))]
}

export const isFault = (step: Step): step is Step & FaultStep => Object.hasOwn(faults, step.do)

/** The step with its machines called by other names. */
export function renamed(step: Step, names: ReadonlyMap<string, string>): Step {
  const to = (id: string) => names.get(id) ?? id
  const { when } = step
  const at = 'on' in when && when.machine !== undefined ? { ...when, machine: to(when.machine) } : when
  if (step.do === 'set-max') return { ...step, when: at }
  if (step.do === 'cut' && step.member !== undefined) {
    return { ...step, when: at, machine: to(step.machine), member: to(step.member) }
  }
  return { ...step, when: at, machine: to(step.machine) }
}
