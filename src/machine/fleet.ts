// The fleet daemon of a machine: what it is told, and how it is reached.

import type { FleetConfig } from '../fleet/config.ts'
import { FleetDesk } from '../fleet/fleetd.ts'
import { queueJob } from '../fleet/manager/processes.ts'
import type { Program } from '../runtime/operation.ts'
import type { Json } from '../runtime/wire.ts'
import type { Answer } from './control.ts'
import type { MachineContext, Platform } from './platform.ts'

/** What fleet is told on this machine; undefined: it runs none. */
function fleetConfig({ spec, tuning, boot }: MachineContext): FleetConfig | undefined {
  if (spec.fleet === undefined) return undefined
  if (tuning.fleet === undefined) throw new Error(`${spec.id} runs fleet, and there are no times for it`)
  const { metadata, engine = true, id = spec.id } = spec.fleet
  const { callTimeoutMs, fleet } = tuning
  return { machine: id, host: spec.id, boot, metadata, publicIp: spec.id, engine, callTimeoutMs, tuning: fleet }
}

/** What a machine says that is asked about units and has none. */
export const NO_FLEET: Json = { error: 'this machine runs no fleet' }

/** Has the unit manager take the start of a unit, and does nothing with it. */
export function* tryStart({ fleet }: Pick<MachineContext, 'fleet'>): Program<Answer> {
  if (fleet === undefined) return { says: NO_FLEET }
  const queued = yield* queueJob()
  return { says: queued.kind === 'ok' ? 'starts units' : { error: queued.reason } }
}

export function fleetDesk(context: MachineContext, platform: Pick<Platform, 'fleet'>): FleetDesk | undefined {
  const config = fleetConfig(context)
  return config && new FleetDesk(config, platform.fleet)
}
