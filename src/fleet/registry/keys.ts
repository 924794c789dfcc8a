// Where fleet keeps what in the store. The names are fleet's own; what differs from its layout on etcd v2, and why:
//
// - a unit's text lies in its job's object, not under its hash: a job is created and destroyed in one transaction, and no
//   file is left behind (coreos/fleet #1290). Instances of a template never shared anything but the text.
// - presence, states and claims hang on the lease of their machine's session, in place of a lifetime for each key that is
//   written again and again.
// - `job-state` is a claim: an agent creates it, only if nobody has it, before it runs a unit, and removes it when the
//   unit has stopped. Historically it was a heartbeat that anybody overwrote. It outlives the job: a unit that is
//   destroyed and made again does not start while its old copy is stopping.

import type { MachineId } from '../../history/event.ts'
import type { UnitName } from '../unit.ts'

export const PREFIX = '/_coreos.com/fleet/'

export const ENGINE_VERSION_KEY = `${PREFIX}engine/version`
export const LEADER_KEY = `${PREFIX}lease/engine-leader`

export const JOBS = `${PREFIX}job/`
export const MACHINES = `${PREFIX}machines/`
/** Read when somebody asks; everything before it is watched. */
export const STATES = `${PREFIX}states/`

/** What of a job stands under its own key. */
export type JobPart = 'object' | 'target-state' | 'target' | 'job-state'

export const jobKey = (unit: UnitName, part: JobPart): string => `${JOBS}${unit}/${part}`
export const presenceKey = (machine: MachineId): string => `${MACHINES}${machine}/object`
export const metadataKey = (machine: MachineId, key: string): string => `${MACHINES}${machine}/metadata/${key}`
export const stateKey = (unit: UnitName, machine: MachineId): string => `${STATES}${unit}/${machine}`
