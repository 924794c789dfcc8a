// Which unit files lie on the machine, as far as an agent can tell.

import type { ManagedUnit } from '../manager/manager.ts'
import type { Snapshot } from '../snapshot.ts'
import type { AgentMemory } from './memory.ts'

/** Sees which files are there: those that have gone since, and what those are that it did not load itself. */
export function noteFiles(memory: AgentMemory, units: readonly ManagedUnit[], snapshot: Snapshot | undefined): void {
  const here = new Map(units.map((unit) => [unit.name, unit.hash]))
  for (const name of [...memory.files.keys(), ...memory.unloading]) {
    if (here.has(name)) continue
    memory.files.delete(name)
    memory.unloading.delete(name)
    memory.asked.delete(name)
    memory.filesChanged = true
  }
  for (const [name, hash] of here) {
    const unit = snapshot?.jobs.get(name)?.unit
    if (unit?.hash === hash) memory.files.set(name, unit)
  }
}

/**
 * The hash of the unit that a file was written for. It is not always the file's own: one whose last value ends in a
 * backslash reads differently once it has been written, and would be replaced for ever.
 */
export const hashHere = ({ files }: AgentMemory, { name, hash }: ManagedUnit): string => files.get(name)?.hash ?? hash
