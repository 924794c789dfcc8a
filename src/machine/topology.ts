// Which machines there are and what each is for. etcd runs on machines: one that reboots takes its member down with it.

import type { MachineId } from '../history/event.ts'

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

/** When a machine may reboot by itself, in locksmith's words. */
export interface WindowSpec {
  /** `[Day ]H:M`, such as `Thu 23:00` or `4:30`. */
  readonly start: string
  /** A Go duration, such as `1h30m`. */
  readonly length: string
  /** An IANA time zone; absent: UTC. */
  readonly zone?: string | undefined
}

export interface MachineSpec {
  readonly id: MachineId
  readonly roles: readonly Role[]
  /** The reboot group: machines that share one semaphore. Empty: the default group. */
  readonly group: string
  readonly strategy: Strategy
  /** Absent: at any time. */
  readonly window?: WindowSpec | undefined
}

/** The strategy in force: `best-effort` is one of two others. */
export function strategyOf({ strategy, roles }: MachineSpec): Exclude<Strategy, 'best-effort'> {
  if (strategy !== 'best-effort') return strategy
  return roles.includes('etcd') ? 'etcd-lock' : 'reboot'
}

/** The host of the FleetLock server and the name of its service. No machine may have this name. */
export const FLEETLOCK_HOST = 'fleetlock'

export interface Topology {
  readonly machines: readonly MachineSpec[]
}

/** The machines that run an etcd member, in the topology's order. */
export const membersOf = (topology: Topology): readonly MachineId[] =>
  topology.machines.filter((machine) => machine.roles.includes('etcd')).map((machine) => machine.id)

/** The reboot groups, in the order in which the topology names them first. */
export const groupsOf = (topology: Topology): readonly string[] => [
  ...new Set(topology.machines.map((machine) => machine.group)),
]

export const majorityOf = (members: number): number => Math.floor(members / 2) + 1
