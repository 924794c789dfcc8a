// The subject of a trial: a record of program factories. The reference implementation is the default; a variant
// replaces one piece, and a user's own implementation is a variant too.

import type { FleetDesk, FleetPieces } from '../fleet/fleetd.ts'
import type { SlotName } from '../history/event.ts'
import type { Notice } from '../locksmith/daemon.ts'
import type { FleetLockReply, FleetLockRequest } from '../locksmith/fleetlock/protocol.ts'
import type { FleetLockConfig } from '../locksmith/fleetlock/server.ts'
import type { Underway } from '../locksmith/fleetlock/underway.ts'
import type { Mailbox } from '../runtime/mailbox.ts'
import type { Program } from '../runtime/operation.ts'
import type { NextBoot, SlotTable } from '../updates/boot/slots.ts'
import type { EngineDesk } from '../updates/engine/desk.ts'
import type { SlotContent } from '../updates/engine/ports.ts'
import type { OmahaServiceConfig } from '../updates/server/omaha-service.ts'
import type { UpdateService } from '../updates/server/service.ts'
import type { Init } from './init.ts'
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
  /** Where the machine asks for updates; absent: the cluster's own server. */
  readonly server?: string | undefined
  /** What runs; absent where the machine does not update itself. */
  readonly os?: RunningOs | undefined
  /** What its lock daemon has told a FleetLock server. */
  readonly underway?: Underway | undefined
  /** Takes the machine down; absent: nothing runs on it that would have to be stopped first. */
  readonly init?: Init | undefined
  /** Its fleet daemon; absent where it runs none. */
  readonly fleet?: FleetDesk | undefined
}

/** A release in its slot. */
export interface RunningOs extends SlotContent {
  readonly slot: SlotName
}

/** The programs of a machine that can crash by themselves, and are started again. */
export const DAEMONS = ['lock daemon', 'update engine', 'fleet'] as const
export type Daemon = (typeof DAEMONS)[number]

export interface Platform {
  readonly name: string
  /** The boot loader's choice. In containers it stays as it is through all releases, as a boot loader does. */
  readonly chooseSlot: (table: SlotTable) => NextBoot
  /**
   * Returns when this boot has proved itself, and its slot is marked good. A release that does not become healthy in time
   * is reset (`watchdog.ts`).
   */
  readonly proveBoot: (context: MachineContext) => Program<void>
  /**
   * Runs from the start of each boot for as long as it lasts: gives back a slot that is still held, waits until a
   * reboot is wanted, takes the lock and reboots (`reboot.ts`). If it throws it is started again.
   */
  readonly lockDaemon: (context: MachineContext, notices: Mailbox<Notice>) => Program<void>
  /**
   * Runs on a machine that updates itself, from when its boot is good: asks, downloads, verifies, writes the passive slot
   * and says that a reboot is needed. If it throws it is started again.
   */
  readonly updateEngine: (context: MachineContext, desk: EngineDesk) => Program<void>
  /** What the fleet daemon of a machine is made of; the daemon itself is `fleet/fleetd.ts`. */
  readonly fleet: FleetPieces
  /** Makes the update server, which runs where a machine has a channel. Its state is in the store. */
  readonly openUpdates: (config: OmahaServiceConfig) => UpdateService
  /** Answers one request to the FleetLock server, which runs where a machine has the strategy `fleetlock`. */
  readonly answerFleetLock: (request: FleetLockRequest, config: FleetLockConfig) => Program<FleetLockReply>
}
