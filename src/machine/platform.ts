// The subject of a trial: a record of program factories. The reference implementation is the default; a variant
// replaces one piece, and a user's own implementation is a variant too.

import type { Notice } from '../locksmith/daemon.ts'
import type { FleetLockReply, FleetLockRequest } from '../locksmith/fleetlock/protocol.ts'
import type { FleetLockConfig } from '../locksmith/fleetlock/server.ts'
import type { Mailbox } from '../runtime/mailbox.ts'
import type { Program } from '../runtime/operation.ts'
import type { MachineSpec } from './topology.ts'
import type { Tuning } from './tuning.ts'

/** What a piece of the platform is told about the machine that it runs on. */
export interface MachineContext {
  readonly spec: MachineSpec
  readonly tuning: Tuning
  /** This boot's number on this machine, from 1. */
  readonly boot: number
  /** What the calendar showed when the run began, Unix time in milliseconds. */
  readonly startsAt: number
  /** The cluster has a store: some machine runs an etcd member. */
  readonly hasStore: boolean
}

/** The programs of a machine that can crash by themselves, and are started again. */
export const DAEMONS = ['lock daemon'] as const
export type Daemon = (typeof DAEMONS)[number]

export interface Platform {
  readonly name: string
  /** Returns when this boot has proved itself; the machine then marks it good. */
  readonly proveBoot: (context: MachineContext) => Program<void>
  /**
   * Runs from the start of each boot for as long as it lasts: gives back a slot that is still held, waits until a
   * reboot is wanted, takes the lock and reboots (`reboot.ts`). If it throws it is started again.
   */
  readonly lockDaemon: (context: MachineContext, notices: Mailbox<Notice>) => Program<void>
  /** Answers one request to the FleetLock server, which runs where a machine has the strategy `fleetlock`. */
  readonly answerFleetLock: (request: FleetLockRequest, config: FleetLockConfig) => Program<FleetLockReply>
}
