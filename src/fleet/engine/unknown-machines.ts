// A machine whose presence cannot be read is unknown, not absent: nothing is taken from it, and so nothing of it is given to
// another.

import type { MachineId } from '../../history/event.ts'
import type { Command } from '../placement/decision.ts'
import { parseKey } from '../registry/parse-key.ts'
import type { Snapshot } from '../snapshot.ts'

/** The commands that do not rest on such a machine's being gone. */
export function leavingUnknown(commands: readonly Command[], { unreadable }: Snapshot): readonly Command[] {
  if (unreadable.length === 0) return commands
  const machines = new Set<MachineId>()
  for (const { key } of unreadable) {
    const subject = parseKey(key)
    if (subject?.kind === 'presence') machines.add(subject.machine)
  }
  if (machines.size === 0) return commands
  const kept = new Set(
    commands.flatMap(({ kind, unit, machine }) => (kind === 'unschedule' && machines.has(machine) ? [unit] : [])),
  )
  return commands.filter(({ unit }) => !kept.has(unit))
}
