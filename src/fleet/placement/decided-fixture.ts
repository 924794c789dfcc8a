// What is decided, in a word for each command.

import { decide } from './decide.ts'
import { type JobSketch, sketch } from './placement-fixture.ts'

export type Machines = Readonly<Record<string, Readonly<Record<string, string>>>>

export const M1: Machines = { m1: {} }
export const M2: Machines = { m1: {}, m2: {} }

/** Commands as `+unit machine` and `-unit machine`, units that wait as `?unit`, and the commands' reasons. */
export function decided(
  jobs: Readonly<Record<string, JobSketch>>,
  machines: Machines,
): { does: string[]; why: string[] } {
  const { commands, waiting } = decide(sketch(jobs, machines))
  return {
    does: [
      ...commands.map(({ kind, unit, machine }) => `${kind === 'schedule' ? '+' : '-'}${unit} ${machine}`),
      ...waiting.map((name) => `?${name}`),
    ],
    why: commands.map(({ why }) => why),
  }
}
