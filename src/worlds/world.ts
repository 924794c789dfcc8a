// What the harness sees of a world: the operations that a conductor program yields to it, and how a trial is run in it.
// The conductor is a program like any other, so that one text conducts the simulation and the containers. Our words
// only: nothing of Docker, nothing of the simulation.

import type { Event, MachineId } from '../history/event.ts'
import type { Platform } from '../machine/platform.ts'
import type { Topology } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Host } from '../runtime/host.ts'
import { Call, type Program } from '../runtime/operation.ts'

/** The name of the world's port on the conductor's host. */
export const WORLD_PORT = 'world'

/** Both ways: nothing passes. Answers: requests arrive, their answers do not. */
export type CutDirection = 'both' | 'answers'

/** What a probe saw. `down`: the far end does not run, so that its silence proves nothing. */
export type Probe = 'answers' | 'silent' | 'down'

/**
 * What a release does. It boots and is well; it never boots; it boots from the second try on; it boots and is not healthy;
 * or what is served for it is not what was declared: other bytes, too few, a size that is wrong, a signature that is.
 */
export const BEHAVIOURS = [
  ...(['boots', 'never-boots', 'boots-second-try', 'unhealthy'] as const),
  ...(['corrupt', 'truncated', 'wrong-size', 'bad-signature'] as const),
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

/** What is declared of a payload to whoever publishes it: bytes, and base64 of 32 bytes and of the signature over them. */
export interface DeclaredRelease {
  readonly version: string
  readonly size: number
  readonly sha256: string
  readonly signature: string
}

/** What is wrong with the update server: nothing answers, everything takes long, payloads end early, payloads are altered. */
export const IMPAIRMENTS = ['down', 'slow', 'truncated', 'corrupted'] as const
export type Impairment = (typeof IMPAIRMENTS)[number]

/** What a client saw of the update server: whether it answers, how long that took, and whether a known payload came whole. */
export interface UpdatesProbe {
  readonly answers: boolean
  readonly ms: number
  readonly payload: 'whole' | 'truncated' | 'corrupted' | 'none'
}

/** A fault in force; handed back to be mended. */
export type CutId = number

export type WorldRequest =
  | { readonly kind: 'power-cut'; readonly machine: MachineId }
  | { readonly kind: 'power-on'; readonly machine: MachineId }
  | { readonly kind: 'freeze'; readonly machine: MachineId }
  | { readonly kind: 'thaw'; readonly machine: MachineId }
  | { readonly kind: 'kill-member'; readonly machine: MachineId }
  | { readonly kind: 'start-member'; readonly machine: MachineId }
  | { readonly kind: 'cut'; readonly machine: MachineId; readonly member: MachineId; readonly direction: CutDirection }
  | { readonly kind: 'mend'; readonly cut: CutId }
  | { readonly kind: 'probe-machine'; readonly machine: MachineId }
  | { readonly kind: 'probe-member'; readonly machine: MachineId }
  | { readonly kind: 'probe-link'; readonly machine: MachineId; readonly member: MachineId }
  | { readonly kind: 'build-release'; readonly version: string; readonly behaviour: Behaviour }
  | { readonly kind: 'impair-updates'; readonly how: Impairment }
  | { readonly kind: 'probe-updates' }
  | { readonly kind: 'fill-disk'; readonly machine: MachineId }
  | { readonly kind: 'free-disk'; readonly machine: MachineId }
  | { readonly kind: 'probe-disk'; readonly machine: MachineId }
  | { readonly kind: 'set-clock'; readonly machine: MachineId; readonly skewMs: number }
  | { readonly kind: 'refuse-jobs'; readonly machine: MachineId; readonly why: string | undefined }
  | { readonly kind: 'await'; readonly until: (event: Event) => boolean }

type WorldCall<Answer> = Call<Answer>

const call = <Answer>(request: WorldRequest): WorldCall<Answer> => new Call(WORLD_PORT, request)

/** The machine loses power at once: its programs and its etcd member stop without a word, its disk stays. */
export const powerCut = (machine: MachineId): WorldCall<void> => call({ kind: 'power-cut', machine })
/** Power returns: the machine boots. Nothing happens if it has power. */
export const powerOn = (machine: MachineId): WorldCall<void> => call({ kind: 'power-on', machine })
/** Everything on the machine stands still until it is thawed; freezes add up. A boot waits for the thaw too. */
export const freeze = (machine: MachineId): WorldCall<void> => call({ kind: 'freeze', machine })
export const thaw = (machine: MachineId): WorldCall<void> => call({ kind: 'thaw', machine })
/** Kills the etcd member's process and keeps it from starting, until `startMember`. The machine runs on. */
export const killMember = (machine: MachineId): WorldCall<void> => call({ kind: 'kill-member', machine })
export const startMember = (machine: MachineId): WorldCall<void> => call({ kind: 'start-member', machine })
/** Cuts the machine from one member of the store. Cuts add up; each is mended by its own id. */
export const cut = (machine: MachineId, member: MachineId, direction: CutDirection): WorldCall<CutId> =>
  call({ kind: 'cut', machine, member, direction })
export const mend = (id: CutId): WorldCall<void> => call({ kind: 'mend', cut: id })
/** Does the machine's own program answer on the network? `down`: it has no power or is between two boots. */
export const probeMachine = (machine: MachineId): WorldCall<Probe> => call({ kind: 'probe-machine', machine })
/** Does the etcd member answer? Asked directly, past every cut. `down`: its machine does not run. */
export const probeMember = (machine: MachineId): WorldCall<Probe> => call({ kind: 'probe-member', machine })
/** Does the member answer through the machine's own link to it? `down`: it would not answer without the cut either. */
export const probeLink = (machine: MachineId, member: MachineId): WorldCall<Probe> =>
  call({ kind: 'probe-link', machine, member })
/** Builds a release and puts its payload where the update server serves it. The same version has the same bytes again. */
export const buildRelease = (version: string, behaviour: Behaviour): WorldCall<DeclaredRelease> =>
  call({ kind: 'build-release', version, behaviour })
/** Impairs the update server, for every machine. Impairments of different kinds add up; each is mended by its own id. */
export const impairUpdates = (how: Impairment): WorldCall<CutId> => call({ kind: 'impair-updates', how })
/** Asks the update server as a machine would, from outside of all machines. */
export const probeUpdates = (): WorldCall<UpdatesProbe> => call({ kind: 'probe-updates' })
/** Leaves no room on the machine's disk, until `freeDisk`. What is there stays. */
export const fillDisk = (machine: MachineId): WorldCall<void> => call({ kind: 'fill-disk', machine })
export const freeDisk = (machine: MachineId): WorldCall<void> => call({ kind: 'free-disk', machine })
/** Is there room for a payload? */
export const probeDisk = (machine: MachineId): WorldCall<'full' | 'has-room'> => call({ kind: 'probe-disk', machine })
/** Sets the machine's wall clock so many milliseconds ahead of the run's, for this boot and all that follow. */
export const setClock = (machine: MachineId, skewMs: number): WorldCall<void> =>
  call({ kind: 'set-clock', machine, skewMs })
/**
 * From now on the machine's unit manager refuses to start units, in this boot and all that follow; what runs, runs on.
 * @param why what it says then; undefined: it starts them again
 */
export const refuseJobs = (machine: MachineId, why: string | undefined): WorldCall<void> =>
  call({ kind: 'refuse-jobs', machine, why })
/** Waits for the first event from now on for which the predicate is true. It is shown every event, in order. */
export const awaitEvent = (until: (event: Event) => boolean): WorldCall<Event> => call({ kind: 'await', until })

/** Which cluster a trial is about. */
export interface Setting {
  readonly topology: Topology
  readonly tuning: Tuning
  /** What the calendar shows when the run begins, an ISO date and time with its zone; reboot windows go by it. */
  readonly startsAt?: string | undefined
}

/** Everything a world needs to run one trial. */
export interface Trial extends Setting {
  readonly seed: number
  readonly platform: Platform
  /** Conducts the trial: starts before the first machine has power, and the trial is over when it returns. */
  readonly conductor: Program<void>
  /** What the conductor may call beside the world, the store and the wire. */
  readonly ports?: Host['ports']
  /** Told of each event as it is recorded: a run that is killed leaves what it had. */
  readonly onEvent?: (event: Event) => void
}

/** What a trial leaves behind. */
export interface Recording {
  readonly events: readonly Event[]
  /** The clock at its end, in milliseconds since it began. */
  readonly endedAt: number
  /** What the world is made of: versions, images, digests. */
  readonly details: Readonly<Record<string, string>>
}

export interface World {
  readonly name: 'sim' | 'docker'
  /** Runs one trial, from nothing to nothing: whatever it starts it also takes away. */
  run(trial: Trial, signal?: AbortSignal): Promise<Recording>
}

/** A world that needs no waiting, and so can be searched. */
export interface InstantWorld extends World {
  runNow(trial: Trial): Recording
}
