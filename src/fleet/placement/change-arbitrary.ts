// What may happen between one snapshot and the next. What did not change is the same object in both, as in the
// registry's cache.

import fc from 'fast-check'
import type { FleetMachine, Job, Snapshot } from '../snapshot.ts'
import { after, snapshotOf } from './placement-fixture.ts'
import type { Command } from './decision.ts'
import { jobsArbitrary, machinesArbitrary } from './snapshot-arbitrary.ts'

export type Change =
  /** An engine carries out so many of the commands that were decided on last. */
  | { readonly kind: 'carried-out'; readonly commands: number }
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'destroyed'; readonly at: number }
  | { readonly kind: 'retargeted'; readonly at: number; readonly target: string | undefined }
  | { readonly kind: 'machine'; readonly machine: FleetMachine }
  | { readonly kind: 'machine-gone'; readonly at: number }
  /** Something that placement does not look at. */
  | { readonly kind: 'nothing' }

const at = fc.nat(20)
const one = <T>(some: fc.Arbitrary<readonly T[]>): fc.Arbitrary<T> =>
  some.filter((all) => all.length > 0).chain((all) => fc.constantFrom(...all))

export const changeArbitrary: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(6).map((commands) => ({ kind: 'carried-out' as const, commands })) },
  { weight: 3, arbitrary: one(jobsArbitrary).map((job) => ({ kind: 'job' as const, job })) },
  { weight: 2, arbitrary: one(machinesArbitrary).map((machine) => ({ kind: 'machine' as const, machine })) },
  at.map((index) => ({ kind: 'destroyed' as const, at: index })),
  fc
    .tuple(at, one(machinesArbitrary))
    .map(([index, { id }]) => ({ kind: 'retargeted' as const, at: index, target: index % 2 === 0 ? id : undefined })),
  at.map((index) => ({ kind: 'machine-gone' as const, at: index })),
  fc.constant({ kind: 'nothing' as const }),
)

/** @param decided What was decided on this snapshot. */
export function changed(snapshot: Snapshot, change: Change, decided: readonly Command[]): Snapshot {
  const jobs = new Map(snapshot.jobs)
  const machines = new Map(snapshot.machines)
  const nth = <T>(all: Iterable<T>, index: number): T | undefined => {
    const list = [...all]
    return list[index % Math.max(1, list.length)]
  }
  switch (change.kind) {
    case 'carried-out':
      return after(snapshot, decided.slice(0, change.commands))
    case 'job':
      jobs.set(change.job.name, change.job)
      break
    case 'destroyed':
      jobs.delete(nth(jobs.keys(), change.at) ?? '')
      break
    case 'retargeted': {
      const job = nth(jobs.values(), change.at)
      if (job && !job.unit?.requirements.global) jobs.set(job.name, { ...job, target: change.target })
      break
    }
    case 'machine':
      machines.set(change.machine.id, change.machine)
      break
    case 'machine-gone':
      machines.delete(nth(machines.keys(), change.at) ?? '')
      break
    case 'nothing':
      return { ...snapshot, revision: snapshot.revision + 1 }
  }
  return snapshotOf(jobs.values(), machines.values())
}
