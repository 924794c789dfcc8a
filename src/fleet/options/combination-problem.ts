// Which options may not stand together, checked when a unit is submitted (api/units.go ValidateOptions).

import { quoteText } from '../unit-file/go-quote.ts'
import { survivalProblem } from '../unit-file/serialise.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { matchesGlob } from './glob.ts'
import type { Requirements } from './requirements.ts'
import { requirementsOf } from './x-fleet.ts'

/**
 * Why the options may not be submitted, in fleet's words and order; undefined: they may. They are read under no name, so
 * that specifiers are compared as they are written.
 */
export function combinationProblem(options: readonly UnitOption[]): string | undefined {
  const problem = survivalProblem(options)
  if (problem !== undefined) return problem
  const requirements = requirementsOf('', options)
  return (
    peerProblem(requirements.peers, 'conflict', requirements.conflicts) ??
    peerProblem(requirements.peers, 'replace', requirements.replaces) ??
    pairProblem(requirements)
  )
}

function peerProblem(peers: readonly string[], what: string, globs: readonly string[]): string | undefined {
  for (const peer of peers) {
    const glob = globs.find((pattern) => matchesGlob(pattern, peer))
    if (glob === undefined) continue
    return `unresolvable requirements: peer ${quoteText(peer)} matches ${what} ${quoteText(glob)}`
  }
  return undefined
}

const PAIRS = [
  ['MachineID', 'Peers'],
  ['MachineID', 'Conflicts'],
  ['MachineID', 'Global'],
  ['MachineID', 'Replaces'],
  ['Global', 'Peers'],
  ['Global', 'Replaces'],
  ['Conflicts', 'Replaces'],
] as const

function pairProblem(requirements: Requirements): string | undefined {
  const given = {
    MachineID: requirements.machineId !== undefined,
    Peers: requirements.peers.length > 0,
    Conflicts: requirements.conflicts.length > 0,
    Global: requirements.global,
    Replaces: requirements.replaces.length > 0,
  }
  const pair = PAIRS.find(([one, other]) => given[one] && given[other])
  return pair && `${pair[0]} cannot be used with ${pair[1]}`
}
