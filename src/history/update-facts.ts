// The facts about updates: what machines with two slots say, and what the update server says.

import type { MachineId } from './event.ts'

/**
 * What a machine that updates itself says. Versions are semantic versions; `payload` is the base64 SHA-256 of the archive
 * that was unpacked, null for a slot as it was delivered.
 */
export type UpdateFact =
  /** The boot loader's choice. A slot whose program does not start says nothing more. */
  | {
      readonly kind: 'boot.slot'
      readonly machine: MachineId
      readonly boot: number
      readonly slot: SlotName
      readonly version: string
      readonly payload: string | null
    }
  /** No slot may be started: the machine stays off until somebody repairs it. */
  | { readonly kind: 'boot.lost'; readonly machine: MachineId; readonly boot: number; readonly why: string }
  /** The release did not become healthy in time: the watchdog resets the machine. */
  | { readonly kind: 'boot.unhealthy'; readonly machine: MachineId; readonly boot: number }
  /** From here on the machine goes by this configuration. */
  | {
      readonly kind: 'machine.configured'
      readonly machine: MachineId
      /** The track that it asks the cluster's server for; null: it does not ask it. */
      readonly channel: string | null
      readonly strategy: string
      readonly window: WindowText | null
    }
  /** A value of the configuration cannot be used; the machine does not reboot by itself while that is so. */
  | {
      readonly kind: 'config.refused'
      readonly machine: MachineId
      readonly file: string
      /** From 1; 0: the file as a whole. */
      readonly line: number
      readonly value: string
      readonly why: string
    }
  /** The engine's state, by the name that update_engine_client prints; the version that it is about, where there is one. */
  | {
      readonly kind: 'update.status'
      readonly machine: MachineId
      readonly status: string
      readonly version: string | null
    }
  /** The end of a check. */
  | {
      readonly kind: 'update.checked'
      readonly machine: MachineId
      readonly track: string
      readonly result: 'update' | 'no-update' | 'denied' | 'invalid' | 'no-answer'
      /** What was offered. */
      readonly version?: string
      readonly why?: string
    }
  /** The payload came whole, and is not what was declared. `code`: update_engine's. */
  | {
      readonly kind: 'update.refused'
      readonly machine: MachineId
      readonly version: string
      readonly code: number
      readonly why: string
    }
  | {
      readonly kind: 'update.failed'
      readonly machine: MachineId
      readonly version: string
      readonly code: number
      readonly why: string
    }
  /** The slot is being written from here on: what was in it is gone. */
  | { readonly kind: 'slot.writing'; readonly machine: MachineId; readonly slot: SlotName; readonly version: string }
  | {
      readonly kind: 'slot.written'
      readonly machine: MachineId
      readonly slot: SlotName
      readonly version: string
      readonly payload: string
    }
  /** The slot is the next to boot. */
  | {
      readonly kind: 'update.installed'
      readonly machine: MachineId
      readonly slot: SlotName
      readonly version: string
    }
  /** The machine runs its old release, because this one did not prove itself. */
  | { readonly kind: 'update.rolled-back'; readonly machine: MachineId; readonly version: string }

export type SlotName = 'a' | 'b'

/** A reboot window in locksmith's words. */
export interface WindowText {
  /** `[Day ]H:M`, such as `Thu 23:00` or `4:30`. */
  readonly start: string
  /** A Go duration, such as `1h30m`. */
  readonly length: string
  /** An IANA time zone; absent: UTC. */
  readonly zone?: string | undefined
}

/** What an update server says happened. Recorded only when the store is known to hold it. */
export type RolloutFact =
  | {
      readonly kind: 'rollout.granted'
      readonly machine: MachineId
      readonly track: string
      readonly version: string
      /** A revision at which the store holds the grant: its own, or a later one when the answer was lost. */
      readonly revision: number
    }
  /** Every machine of the group runs the version. */
  | { readonly kind: 'rollout.finished'; readonly track: string; readonly version: string }
  /** The group's updates were disabled by what its machines went through. */
  | { readonly kind: 'rollout.stopped'; readonly track: string; readonly why: string }
