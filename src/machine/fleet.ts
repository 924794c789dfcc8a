// The fleet daemon of a machine: what it is told, and how it is reached.

import type { FleetConfig } from '../fleet/config.ts'
import { FleetDesk } from '../fleet/fleetd.ts'
import type { MachineContext, Platform } from './platform.ts'

/** What fleet is told on this machine; undefined: it runs none. */
function fleetConfig({ spec, tuning, boot }: MachineContext): FleetConfig | undefined {
  if (spec.fleet === undefined) return undefined
  if (tuning.fleet === undefined) throw new Error(`${spec.id} runs fleet, and there are no times for it`)
  const { metadata, engine = true, id = spec.id } = spec.fleet
  const { callTimeoutMs, fleet } = tuning
  return { machine: id, host: spec.id, boot, metadata, publicIp: spec.id, engine, callTimeoutMs, tuning: fleet }
}

export function fleetDesk(context: MachineContext, platform: Pick<Platform, 'fleet'>): FleetDesk | undefined {
  const config = fleetConfig(context)
  return config && new FleetDesk(config, platform.fleet)
}
