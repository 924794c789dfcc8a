// What an agent has to do so that its machine has what it is to have: the difference of two sets of units, as tasks. In
// phases: every file lies there, and is read, before anything is started. Historically the order was by unit, and one
// that required another was started before the other's file lay there (coreos/fleet #997).

import type { UnitName } from '../unit.ts'
import type { Current } from './current.ts'
import type { Desired, DesiredUnit } from '../placement/desired.ts'

const PHASES = ['unload', 'load', 'reload-unit-files', 'stop', 'start'] as const

export type UnitTask =
  | { readonly kind: 'unload' | 'stop'; readonly name: UnitName; readonly why: string }
  | { readonly kind: 'load' | 'start'; readonly name: UnitName; readonly wanted: DesiredUnit; readonly why: string }

export type AgentTask = UnitTask | { readonly kind: 'reload-unit-files'; readonly why: string }

export const WHY = {
  notScheduledHere: 'unit loaded but not scheduled here',
  notLoaded: 'unit scheduled here but not loaded',
  otherHash: 'unit loaded but hash differs to expected',
  toBeLaunched: 'unit currently loaded but desired state is launched',
  toBeLoaded: 'unit currently launched but desired state is loaded',
  noClaim: 'unit runs here without its claim',
  reload: 'always reload unit files',
} as const

/** The decisions here that a variant may make in another way. */
export interface TaskRules {
  readonly hashDiffers: (wanted: DesiredUnit, current: Current) => boolean
  readonly inOrder: (tasks: readonly AgentTask[]) => readonly AgentTask[]
  readonly reloads: (tasks: readonly UnitTask[], filesChanged: boolean) => boolean
}

export const TASK_RULES: TaskRules = {
  /** By content: a unit that was destroyed and made again has the same name and states (coreos/fleet #720). */
  hashDiffers: (wanted, current) => wanted.unit.hash !== current.hash,
  /** By phase, and by name within one. */
  inOrder: (tasks) => tasks.toSorted((a, b) => PHASES.indexOf(a.kind) - PHASES.indexOf(b.kind) || byName(a, b)),
  /** What systemd has read of the files is what counts (coreos/fleet #1158). */
  reloads: (tasks, filesChanged) => filesChanged || tasks.some(({ kind }) => kind === 'unload' || kind === 'load'),
}

/**
 * Everything that is to be done, in order. A unit that cannot be read is left exactly as it is.
 * @param filesChanged since the manager last read all files
 */
export function tasksFor(
  wanted: Desired,
  current: readonly Current[],
  filesChanged: boolean,
  rules: TaskRules = TASK_RULES,
): readonly AgentTask[] {
  const here = new Map(current.map((unit) => [unit.name, unit]))
  const names = new Set([...wanted.units.keys(), ...here.keys()])
  const tasks = [...names].flatMap((name) =>
    wanted.unknown.includes(name) ? [] : tasksForUnit(name, wanted.units.get(name), here.get(name), rules),
  )
  const reload: readonly AgentTask[] = rules.reloads(tasks, filesChanged)
    ? [{ kind: 'reload-unit-files', why: WHY.reload }]
    : []
  return rules.inOrder([...tasks, ...reload])
}

/** What is to be done with one unit. Undefined: it is not to be here; its file is not here. */
export function tasksForUnit(
  name: UnitName,
  wanted: DesiredUnit | undefined,
  current: Current | undefined,
  rules: TaskRules = TASK_RULES,
): readonly UnitTask[] {
  if (wanted === undefined) return current ? [{ kind: 'unload', name, why: WHY.notScheduledHere }] : []
  if (current === undefined) return loading(name, wanted, WHY.notLoaded)
  if (rules.hashDiffers(wanted, current)) {
    return [{ kind: 'unload', name, why: WHY.otherHash }, ...loading(name, wanted, WHY.otherHash)]
  }
  if (wanted.targetState === 'launched') {
    if (current.state === 'loaded') return [{ kind: 'start', name, wanted, why: WHY.toBeLaunched }]
    return current.entitled === 'no' ? [{ kind: 'stop', name, why: WHY.noClaim }] : []
  }
  return current.state === 'launched' ? [{ kind: 'stop', name, why: WHY.toBeLoaded }] : []
}

function loading(name: UnitName, wanted: DesiredUnit, why: string): readonly UnitTask[] {
  const load: UnitTask = { kind: 'load', name, wanted, why }
  return wanted.targetState === 'launched' ? [load, { kind: 'start', name, wanted, why: WHY.toBeLaunched }] : [load]
}

const nameOf = (task: AgentTask): string => (task.kind === 'reload-unit-files' ? '' : task.name)
const byName = (a: AgentTask, b: AgentTask): number => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)
