// The schedule of a trial: a topology, its tuning, a seed and steps. It is data with a version; a failing run is kept as
// the schedule itself, and replays from its file alone.

import { z } from 'zod'
import { actionOf, actions, type ActionStep } from '../actions/index.ts'
import { faultOf, faults, type FaultStep } from '../faults/index.ts'
import type { Topology } from '../machine/topology.ts'
import type { Setting } from '../worlds/world.ts'
import { misfit } from './misfit.ts'
import { settingProblems, topologySchema, tuningSchema } from './setting-schema.ts'

/** The instants that matter, which a step may wait for. */
export const TRIGGER_EVENTS = [
  /** A machine was granted its group's lock: it will reboot next. */
  'lock.granted',
  /** A machine asks for the lock: its write is on the way. */
  'lock.attempt',
  'reboot.started',
  'boot.started',
  'boot.good',
  /** The store has lost its leader, or has a new one. */
  'store.leader',
  /** The update server gave a machine an update: it will download next. */
  'rollout.granted',
  /** The passive slot has no content from here on. */
  'slot.writing',
  'slot.written',
  /** The new slot is the next to boot. */
  'update.installed',
  /** The boot loader has chosen, and written down that it did. */
  'boot.slot',
  /** The boot after a release that did not prove itself. */
  'update.rolled-back',
  /** A machine is present in fleet's registry. */
  'fleet.joined',
  'engine.leads',
  /** The engine has scheduled a unit to a machine. */
  'unit.placed',
  /** A machine has the right to run a unit, and starts it next. */
  'unit.claimed',
  'unit.up',
] as const
export type TriggerEvent = (typeof TRIGGER_EVENTS)[number]

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

const when = z.union([
  z.strictObject({ at: z.int().nonnegative() }),
  z.strictObject({
    on: z.enum(TRIGGER_EVENTS),
    machine: z.string().optional(),
    plusMs: z.int().nonnegative(),
  }),
])

const kinds = { ...actions, ...faults }

/** A step's own fields are checked by its kind; `when` is common to all. */
export const stepSchema = z.looseObject({ when, do: z.string() }).transform((raw, context): Step => {
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
    topology: topologySchema,
    tuning: tuningSchema,
    steps: z.array(stepSchema).max(10_000),
    expect: z
      .strictObject({
        violated: z.array(z.string()),
        goals: z.array(z.string()).optional(),
        minimalSteps: z.int().positive().optional(),
      })
      .optional(),
  })
  .superRefine((schedule, context) => {
    for (const { path, message } of settingProblems(schedule)) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    schedule.steps.forEach((each, index) => {
      for (const message of stepProblems(each, schedule.topology)) {
        context.addIssue({ code: 'custom', path: ['steps', index], message })
      }
    })
  })

/** Why the step cannot be played in this cluster. */
export function stepProblems(step: Step, topology: Topology): readonly string[] {
  const machines = topology.machines.map(({ id }) => id)
  const strangers = namedBy(step).filter((id) => !machines.includes(id))
  const why = misfit(step, topology)
  return [
    ...strangers.map((id) => `names an unknown machine "${id}", expected one of ${machines.join(', ')}`),
    ...(why === undefined ? [] : [why]),
  ]
}

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
  if (!('machine' in step)) return { ...step, when: at }
  if (step.do === 'cut' && step.member !== undefined) {
    return { ...step, when: at, machine: to(step.machine), member: to(step.member) }
  }
  return { ...step, when: at, machine: to(step.machine) }
}
