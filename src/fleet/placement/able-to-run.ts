// Whether a machine can take a unit that is not there yet, asked in fleet's order and answered in its words
// (agent/state.go AbleToRun); what is fleet's own verdict "reschedule" is here `able`, with the units that leave.

import type { Unit, UnitName } from '../unit.ts'
import { conflictProblem, conflicts, machineProblem, peerProblem, replaceProblem } from './checks.ts'
import { type Contenders, settle, type Settled, type Surroundings } from './settle.ts'

export type Ability =
  | {
      readonly kind: 'able'
      /** The units there that it replaces: they leave when it comes. */
      readonly replaces: readonly UnitName[]
    }
  | { readonly kind: 'unable'; readonly why: string }

/** A machine as the engine sees it: what contends for it, and who of them stays. */
export interface AgentView extends Contenders {
  readonly settled: Settled
}

const ABLE: Ability = { kind: 'able', replaces: [] }

/**
 * @param agent The machine without the unit. Global units that stay there count, and inactive units do not: in fleet an
 *   inactive global unit blocked others (coreos/fleet #863 in part).
 */
export function ableToRun(agent: AgentView, unit: Unit, surroundings: Surroundings): Ability {
  const problem = machineProblem(agent.machine, unit)
  if (problem !== undefined) return unable(problem)
  const { units } = agent.settled
  for (const peer of unit.requirements.peers) if (!units.has(peer)) return unable(peerProblem(peer))

  const { replacement, possible } = surroundings
  const victims = replacement.any ? known(agent).filter((other) => replacement.moves(unit, other)) : NONE
  const leaving = new Set(victims.map(({ name }) => name))
  let against: UnitName[] | undefined
  for (const [name, other] of units) {
    if (conflicts(unit, name, other) && !leaving.has(name)) (against ??= []).push(name)
  }
  if (against !== undefined) return unable(conflictProblem(against))
  for (const [name, other] of possible) {
    if (conflicts(unit, name, other)) return unable(`may conflict with Unit(${name}), which cannot be read`)
  }
  if (!replacement.any) return ABLE

  const by = known(agent).find((other) => replacement.moves(other, unit))
  if (by !== undefined) return unable(replaceProblem(by.name))
  if (victims.length === 0) return ABLE
  // Who leaves may make room for a global unit, and that may cost the unit a peer: then it is not able after all.
  const scheduled = new Map([...agent.scheduled, [unit.name, unit]])
  const why = settle({ ...contendersOf(agent), scheduled }, surroundings).dropped.get(unit.name)
  return why === undefined ? { kind: 'able', replaces: [...leaving].toSorted() } : unable(why)
}

const NONE: readonly Unit[] = []

const unable = (why: string): Ability => ({ kind: 'unable', why })

const contendersOf = ({ machine, unknown }: AgentView): Omit<Contenders, 'scheduled'> => ({ machine, unknown })

/** Nobody moves what cannot be read, and it moves nobody. */
const known = ({ settled, unknown }: AgentView): Unit[] =>
  [...settled.units.values()].filter((unit) => unit !== undefined && !unknown.has(unit.name)) as Unit[]
