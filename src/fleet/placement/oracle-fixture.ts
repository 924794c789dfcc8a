// Placement by trying everything, straight from the definitions and as slow as it likes: for small clusters, to judge
// `decide`.

import { conflictBetween } from '../options/conflicts.ts'
import { matchesGlob } from '../options/glob.ts'
import { matchesMachine } from '../options/machine-id.ts'
import { satisfies } from '../options/machine-metadata.ts'
import { isReplacedBy } from '../options/replaces.ts'
import type { FleetMachine, Job, Snapshot } from '../snapshot.ts'
import type { Unit } from '../unit.ts'

type Known = Job & { readonly unit: Unit }

const readable = (job: Job): boolean => job.unit !== undefined && job.targetState !== undefined
const active = (job: Job): job is Known => readable(job) && job.targetState !== 'inactive'
const isGlobal = ({ unit }: Known): boolean => unit.requirements.global

const jobsOf = (snapshot: Snapshot): Job[] => [...snapshot.jobs.values()]

const suits = (machine: FleetMachine, { requirements }: Unit): boolean =>
  matchesMachine(requirements, machine.id) && satisfies(requirements, machine.metadata)

const conflict = ({ name, unit }: Job, other: Job): boolean => {
  if (name === other.name) return false
  if (unit && other.unit) return conflictBetween(unit, other.unit) !== undefined
  const globs = (unit ?? other.unit)?.requirements.conflicts ?? []
  return globs.some((glob) => matchesGlob(glob, unit ? other.name : name))
}

/** Who makes whom leave: Replaces, but for circles of "moves" and "is followed by". */
function moving(snapshot: Snapshot): (by: Known, victim: Known) => boolean {
  const all = jobsOf(snapshot).filter(active)
  const says = (by: Known, victim: Known): boolean =>
    by.name !== victim.name && !isGlobal(by) && isReplacedBy(victim.unit, by.unit)
  const key = (a: Known, b: Known): string => `${a.name} ${b.name}`
  const leads = new Set<string>()
  for (const a of all) {
    for (const b of all) if (says(a, b) || b.unit.requirements.peers.includes(a.name)) leads.add(key(a, b))
  }
  for (const via of all) {
    for (const a of all) {
      for (const b of all) if (leads.has(key(a, via)) && leads.has(key(via, b))) leads.add(key(a, b))
    }
  }
  return (by, victim) => says(by, victim) && !leads.has(key(victim, by))
}

/**
 * What is on a machine, if all that is scheduled to it stays: that, and every global unit that it leaves room for, by
 * name.
 */
function presentOn(snapshot: Snapshot, machine: FleetMachine): Job[] {
  const moves = moving(snapshot)
  const present = jobsOf(snapshot).filter(
    (job) => job.target === machine.id && (!readable(job) || (active(job) && !isGlobal(job))),
  )
  for (const job of jobsOf(snapshot).filter(active)) {
    const replaced = present.some((other) => active(other) && moves(other, job))
    if (isGlobal(job) && suits(machine, job.unit) && !replaced && !present.some((other) => conflict(job, other))) {
      present.push(job)
    }
  }
  return present
}

const maybeAnywhere = (snapshot: Snapshot): Job[] =>
  jobsOf(snapshot).filter(
    (job) => !readable(job) && job.target === undefined && (job.unit === undefined || job.unit.requirements.global),
  )

/** Everything that is wrong with where units are scheduled; empty: nothing. */
export function problems(snapshot: Snapshot): string[] {
  const moves = moving(snapshot)
  const unread = new Set(maybeAnywhere(snapshot).map(({ name }) => name))
  return jobsOf(snapshot).flatMap((job) => {
    if (!readable(job) || job.target === undefined) return []
    const machine = snapshot.machines.get(job.target)
    if (!active(job)) return [`${job.name} is inactive, and scheduled`]
    if (machine === undefined) return [`${job.name} is on a machine that is not present`]
    const others = presentOn(snapshot, machine)
    const names = new Set([...others.map(({ name }) => name), ...unread])
    return [
      ...(suits(machine, job.unit) ? [] : [`${job.name} may not be on ${machine.id}`]),
      ...job.unit.requirements.peers.filter((peer) => !names.has(peer)).map((peer) => `${job.name} is without ${peer}`),
      ...others.filter((other) => conflict(job, other)).map((other) => `${job.name} conflicts with ${other.name}`),
      ...others.filter((by) => active(by) && moves(by, job)).map((by) => `${job.name} is replaced by ${by.name}`),
    ]
  })
}

/** The machines that could take a unit, if everything else stays but for what it replaces. */
export function machinesFor(snapshot: Snapshot, name: string): string[] {
  const moves = moving(snapshot)
  const job = snapshot.jobs.get(name)
  if (job === undefined || !active(job)) return []
  return [...snapshot.machines.values()].filter((machine) => mayCome(job, machine)).map(({ id }) => id)

  function mayCome(unit: Known, machine: FleetMachine): boolean {
    const others = presentOn(snapshot, machine)
    const names = new Set(others.map((other) => other.name))
    if (!suits(machine, unit.unit) || !unit.unit.requirements.peers.every((peer) => names.has(peer))) return false
    const stay = others.filter((other) => !(active(other) && moves(unit, other)))
    if ([...stay, ...maybeAnywhere(snapshot)].some((other) => conflict(unit, other))) return false
    if (stay.some((other) => active(other) && moves(other, unit))) return false
    // Then its peers must have stayed, also when the room that was made is taken by global units.
    const jobs = new Map(
      [...snapshot.jobs].filter(([each]) => stay.some((other) => other.name === each) || maybe(each)),
    )
    const then = presentOn({ ...snapshot, jobs: jobs.set(name, { ...unit, target: machine.id }) }, machine)
    return unit.unit.requirements.peers.every((peer) => then.some((other) => other.name === peer))
  }

  function maybe(each: string): boolean {
    const other = snapshot.jobs.get(each)
    return other !== undefined && active(other) && isGlobal(other)
  }
}
