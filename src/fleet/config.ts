// What the fleet daemon of a machine is told.

import type { MachineId } from '../history/event.ts'

/** The times of fleet, in milliseconds but for the lifetimes of leases, which etcd counts in seconds. */
export interface FleetTuning {
  /** `agent_ttl`: how long a machine that says nothing counts as present. */
  readonly ttlSeconds: number
  /** How long an engine that says nothing leads. */
  readonly engineTtlSeconds: number
  /** `engine_reconcile_interval`: how often the engine looks, even if nothing changed. */
  readonly engineIntervalMs: number
  /** How often the agent looks, even if nothing changed. */
  readonly agentIntervalMs: number
  /** How long a unit may take to stop before it is killed, unless its TimeoutStopSec says otherwise. */
  readonly stopTimeoutMs: number
  /**
   * The fence: so long before its lease can end, by its own clock, a machine kills what may run only once. It must hold the
   * time that a kill takes, and what clocks may differ by over a lease's lifetime.
   */
  readonly fenceMs: number
  /** How long a machine that reboots may take to stop its units. */
  readonly drainMs: number
}

export interface FleetConfig {
  /** The machine's id in the registry. */
  readonly machine: MachineId
  /** The host: the same as the id, unless two hosts were given one id. */
  readonly host: string
  readonly boot: number
  readonly metadata: Readonly<Record<string, string>>
  readonly publicIp: string
  /** False: its engine never leads (`disable_engine`). */
  readonly engine: boolean
  readonly callTimeoutMs: number
  readonly tuning: FleetTuning
}

/** What machines say of themselves: the version of fleet that this is modelled on. */
export const FLEET_VERSION = '1.0.0'

/** What an engine writes to `engine/version`; one that finds a higher version there does nothing. */
export const ENGINE_VERSION = 1
