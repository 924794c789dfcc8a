// Which machines there are and what each is for. etcd runs on machines: one that reboots takes its member down with it.

import type { MachineId } from '../history/event.ts'

/** `etcd`: runs a member of the store. `worker`: runs the app. A machine has one of them, or both. */
export type Role = 'etcd' | 'worker'

/**
 * How a machine goes about a reboot that it was asked for. `etcd-lock`: it takes its group's lock first. `reboot`: at
 * once, coordinated with nobody.
 */
export type Strategy = 'etcd-lock' | 'reboot'

export interface MachineSpec {
  readonly id: MachineId
  readonly roles: readonly Role[]
  /** The reboot group: machines that share one semaphore. Empty: the default group. */
  readonly group: string
  readonly strategy: Strategy
}

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
