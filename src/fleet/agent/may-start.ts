// Whether a unit may be started at this moment. What is not allowed now is tried again when something has changed.

import { conflictBetween } from '../options/conflicts.ts'
import type { ManagedUnit } from '../manager/manager.ts'
import type { Unit } from '../unit.ts'
import { isAtRest } from './current.ts'
import { hashHere } from './files.ts'
import type { AgentMemory } from './memory.ts'

/** What the machine has, and until when it may run what may run only once. */
export interface Scene {
  readonly units: readonly ManagedUnit[]
  readonly at: number
  readonly fenceAt: number
}

/**
 * Why a unit may not be started yet; undefined: it may. Its file must lie there and be read, it must not be on its way
 * out (coreos/fleet #669), its claim must be held, and what it conflicts with must have stopped.
 */
export function whyNotYet(unit: Unit, memory: AgentMemory, scene: Scene): string | undefined {
  const here = scene.units.find(({ name }) => name === unit.name)
  if (here === undefined || hashHere(memory, here) !== unit.hash) return 'its file is not there'
  if (memory.filesChanged) return 'the files have not been read again'
  if (memory.unloading.has(unit.name)) return 'it is being unloaded'
  if (!isAtRest(here)) return 'it has not stopped yet'
  const obstacle = scene.units.find((other) => isInTheWay(unit, other, memory))
  if (obstacle) return `it conflicts with ${obstacle.name}, which has not stopped yet`
  if (unit.requirements.global) return undefined
  if (memory.lease === undefined || scene.at >= scene.fenceAt) return 'there is no session'
  if (memory.fenced.size > 0) return 'what the fence killed is not dead yet'
  return memory.claims.get(unit.name)?.hash === unit.hash ? undefined : NO_CLAIM
}

/** The one reason that the agent itself can mend. */
export const NO_CLAIM = 'its claim is not held'

function isInTheWay(unit: Unit, other: ManagedUnit, memory: AgentMemory): boolean {
  if (other.name === unit.name || isAtRest(other)) return false
  return conflictBetween(unit, memory.files.get(other.name) ?? nameless(other)) !== undefined
}

/** A unit of which only the name is known: a new agent finds it, and its job is gone. */
const nameless = ({ name, hash }: ManagedUnit): Unit => ({
  name,
  hash,
  options: [],
  requirements: {
    machineId: undefined,
    peers: [],
    metadata: new Map(),
    conflicts: [],
    replaces: [],
    global: false,
  },
})
