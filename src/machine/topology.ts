// Which machines there are and what each is for. etcd runs on machines: one that reboots takes its member down with it.

import type { MachineId, WindowText } from '../history/event.ts'

/** `etcd`: runs a member of the store. `worker`: runs the app. A machine has one of them, or both. */
export type Role = 'etcd' | 'worker'

/**
 * How a machine goes about a reboot that it was asked for. `etcd-lock`: it takes its group's lock first. `reboot`: at
 * once, coordinated with nobody. `best-effort`: `etcd-lock` where the machine runs an etcd member, else `reboot`
 * (locksmith's default before 0.6). `fleetlock`: it asks a FleetLock server for a slot of its group, as zincati does. `off`:
 * not by itself; an operator reboots it.
 */
export const STRATEGIES = ['etcd-lock', 'reboot', 'best-effort', 'fleetlock', 'off'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** When a machine may reboot by itself. */
export type WindowSpec = WindowText

export interface MachineSpec {
  readonly id: MachineId
  readonly roles: readonly Role[]
  /** The reboot group: machines that share one semaphore. Empty: the default group. */
  readonly group: string
  readonly strategy: Strategy
  /** Absent: at any time. */
  readonly window?: WindowSpec | undefined
  /** The track of its updates: `alpha`, `beta`, `stable` or one of one's own. Absent: it does not update itself. */
  readonly channel?: string | undefined
  /** Absent: it runs no fleet daemon, and so no units. */
  readonly fleet?: FleetSpec | undefined
  /** It stands by without power, until somebody adds it to the cluster. */
  readonly spare?: true | undefined
}

/** What the fleet daemon of a machine is configured with. */
export interface FleetSpec {
  readonly metadata: Readonly<Record<string, string>>
  /** False: its engine never leads (`disable_engine`). */
  readonly engine?: boolean | undefined
  /** The id under which it registers; absent: the machine's own. */
  readonly id?: string | undefined
}

/** The strategy in force: `best-effort` is one of two others. */
export function strategyOf({ strategy, roles }: MachineSpec): Exclude<Strategy, 'best-effort'> {
  if (strategy !== 'best-effort') return strategy
  return roles.includes('etcd') ? 'etcd-lock' : 'reboot'
}

/** The host of the FleetLock server and the name of its service. No machine may have this name. */
export const FLEETLOCK_HOST = 'fleetlock'

/** The host of the update server. No machine may have this name. */
export const UPDATES_HOST = 'updates'

/** What every machine runs as it is delivered, from slot A. */
export const FACTORY_VERSION = '1.0.0'

/** Does any machine update itself? Then there is an update server. */
export const hasUpdates = ({ machines }: Topology): boolean => machines.some(({ channel }) => channel !== undefined)

export interface Topology {
  readonly machines: readonly MachineSpec[]
}

/** The machines that run an etcd member, in the topology's order. */
export const membersOf = (topology: Topology): readonly MachineId[] =>
  topology.machines.filter((machine) => machine.roles.includes('etcd')).map((machine) => machine.id)

/** The machines that update themselves, in the topology's order. */
export const updatersOf = (topology: Topology): readonly MachineId[] =>
  topology.machines.filter(({ channel }) => channel !== undefined).map(({ id }) => id)

/** The machines that run units, in the topology's order. */
export const fleetOf = (topology: Topology): readonly MachineId[] =>
  topology.machines.filter(({ fleet }) => fleet !== undefined).map(({ id }) => id)

/** Does any machine run units? */
export const hasFleet = ({ machines }: Topology): boolean => machines.some(({ fleet }) => fleet !== undefined)

/** The reboot groups, in the order in which the topology names them first. */
export const groupsOf = (topology: Topology): readonly string[] => [
  ...new Set(topology.machines.map((machine) => machine.group)),
]

export const majorityOf = (members: number): number => Math.floor(members / 2) + 1
