// What a key of the registry is about: the reverse of keys.ts.

import type { MachineId } from '../../history/event.ts'
import type { UnitName } from '../unit.ts'
import { ENGINE_VERSION_KEY, JOBS, type JobPart, LEADER_KEY, MACHINES, STATES } from './keys.ts'

export type KeySubject =
  | { readonly kind: 'job'; readonly name: UnitName; readonly part: JobPart }
  | { readonly kind: 'presence'; readonly machine: MachineId }
  | { readonly kind: 'metadata'; readonly machine: MachineId; readonly key: string }
  | { readonly kind: 'leader' }
  | { readonly kind: 'engine-version' }
  | { readonly kind: 'state'; readonly unit: UnitName; readonly machine: MachineId }

const JOB_PARTS: readonly JobPart[] = ['object', 'target-state', 'target', 'job-state']

/** Undefined: none of fleet's, or one that an older fleet left behind. */
export function parseKey(key: string): KeySubject | undefined {
  if (key === LEADER_KEY) return { kind: 'leader' }
  if (key === ENGINE_VERSION_KEY) return { kind: 'engine-version' }
  if (key.startsWith(JOBS)) return jobAt(key.slice(JOBS.length).split('/'))
  if (key.startsWith(MACHINES)) return machineAt(key.slice(MACHINES.length).split('/'))
  return key.startsWith(STATES) ? stateAt(key.slice(STATES.length).split('/')) : undefined
}

function jobAt([name, last, ...more]: readonly string[]): KeySubject | undefined {
  const part = JOB_PARTS.find((each) => each === last)
  return name && part && more.length === 0 ? { kind: 'job', name, part } : undefined
}

function machineAt([machine, what, key, ...more]: readonly string[]): KeySubject | undefined {
  if (!machine || more.length > 0) return undefined
  if (what === 'object' && key === undefined) return { kind: 'presence', machine }
  return what === 'metadata' && key ? { kind: 'metadata', machine, key } : undefined
}

function stateAt([unit, machine, ...more]: readonly string[]): KeySubject | undefined {
  return unit && machine && more.length === 0 ? { kind: 'state', unit, machine } : undefined
}
