// What the harness tells the program of a machine, and the numbers on which both sides of a pod agree. Start here for the
// layout of a pod's network.

import type { MachineId } from '../../../history/event.ts'
import type { FleetLockConfig } from '../../../locksmith/fleetlock/server.ts'
import type { MachineSpec } from '../../../machine/topology.ts'
import type { Tuning } from '../../../machine/tuning.ts'

/** The environment variable that carries a PodConfig as JSON. */
export const CONFIG_VARIABLE = 'SEATRIAL_MACHINE'

/**
 * With these statuses the program of a machine ends: it reboots; its watchdog or its boot loader begins anew; there is
 * nothing that it could boot; it was shut down. Any other is a defect.
 */
export const REBOOT_STATUS = 82
export const RESET_STATUS = 83
export const HALT_STATUS = 84
export const OFF_STATUS = 86

/** Where the machine's disk is mounted, in the os as in the etcd container. */
export const DISK = '/disk'

/** Where the image has the package. */
export const PACKAGE = '/opt/seatrial'

/**
 * Where a machine with slots keeps them, with all that updates need, on a file system of its own that can be full. Below
 * the package, so that what runs from a slot finds the image's node_modules.
 */
export const OS_DISK = `${PACKAGE}/os`

/** The file on the disk that stands for the clock of the machine's hardware: how many milliseconds it is ahead. */
export const CLOCK_FILE = 'clock'

/** The file on the disk that says why the unit manager starts no units; empty or not there: it starts them. */
export const REFUSAL_FILE = 'starts-refused'

/** Tells the program of a machine that its clock was set. */
export const CLOCK_SIGNAL = 'SIGUSR2'

/** Where the machine's own services listen. */
export const WIRE_LISTEN_PORT = 7070

/** Where a machine with fleet serves fleet's API over plain HTTP, and where the app of its units is reached. */
export const FLEET_API_PORT = 49_153
export const APP_PORT = 8080

/** Where a machine with fleet finds the socket of the engine that runs its units. */
export const ENGINE_SOCKET = '/run/seatrial/docker.sock'

/** The environment variable that tells a unit's process which unit it is. */
export const UNIT_VARIABLE = 'SEATRIAL_UNIT'

/** Where the FleetLock server listens. */
export const FLEETLOCK_LISTEN_PORT = 3333

/** With this status a look at a machine's disk ends when it has no room. */
export const DISK_FULL_STATUS = 85

/** Where machines reach the update server, through a proxy that can be impaired; and where it listens behind that. */
export const UPDATES_DOOR = 8080
export const UPDATES_LISTEN_PORT = 8081

/** Where the harness and operators reach it, past every impairment. */
export const UPDATES_DIRECT_PORT = 8082

/** Where etcd listens, for clients and for its peers. */
export const ETCD_CLIENT_PORT = 2379
export const ETCD_PEER_PORT = 2380

/** Where Toxiproxy's API listens. */
export const NIC_API_PORT = 8474

/** A machine reaches the member on the topology's n-th machine at this port of its own. */
export const clientDoor = (n: number): number => 23_900 + n
/** … and that member's peer port here. */
export const peerDoor = (n: number): number => 23_800 + n

/** A file of the platform under trial that the image does not have. */
export interface PlatformFile {
  readonly path: string
  readonly content: string
}

export interface PodPlatform {
  /** The module in the container whose default export is the platform. */
  readonly entry: string
  readonly files: readonly PlatformFile[]
  /** The package must be found here too, for files that lie outside of it and import from it by a relative path. */
  readonly packageAt?: string
}

/** What the containers of a machine's units are made of. */
export interface UnitsConfig {
  readonly image: string
  /** The containers whose network, and among whose processes, a unit's processes are. */
  readonly nic: string
  readonly os: string
  /** What the names of its containers begin with. */
  readonly prefix: string
  readonly labels: Readonly<Record<string, string>>
}

export interface PodConfig {
  readonly spec: MachineSpec
  readonly tuning: Tuning
  readonly seed: number
  /** When the run began, Unix time in milliseconds. */
  readonly epochMs: number
  /** What the calendar of the run showed then, Unix time in milliseconds: not today's, so that windows mean the same. */
  readonly startsAt: number
  /** The members of the store, the preferred first. */
  readonly members: readonly { readonly machine: MachineId; readonly port: number }[]
  /** Absent: the machine does not update itself. */
  readonly updates?: { readonly publicKey: string }
  /** Absent: the machine runs no fleet. */
  readonly units?: UnitsConfig
  /** Absent: the reference. */
  readonly platform?: PodPlatform
}

/** What the update server's container is told, in the same variable. */
export interface UpdatesPodConfig {
  readonly members: readonly MachineId[]
  readonly callTimeoutMs: number
  readonly seed: number
  readonly epochMs: number
  readonly startsAt: number
  readonly platform?: PodPlatform
}

/** What the FleetLock server's container is told, in the same variable. */
export interface FleetLockPodConfig {
  readonly config: FleetLockConfig
  readonly members: readonly MachineId[]
  readonly callTimeoutMs: number
  readonly seed: number
  readonly epochMs: number
  readonly platform?: PodPlatform
}
