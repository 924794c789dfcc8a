// What an update engine is told about its machine, and its decisions.

import type { MachineId, SlotName } from '../../history/event.ts'
import { passiveSlot } from '../boot/slots.ts'
import { isNewer } from '../version.ts'
import type { CheckTimes } from './check-schedule.ts'
import { payloadVerdict } from './payload-verdict.ts'
import type { SlotContent } from './ports.ts'

export interface EngineConfig extends CheckTimes {
  readonly machine: MachineId
  /** This boot's number on this machine. */
  readonly boot: number
  /** What runs, and from where. */
  readonly os: SlotContent & { readonly slot: SlotName }
  /** The track that it asks for; null: it asks for no updates. */
  readonly channel: string | null
  readonly appId: string
  /** Where it asks, the URL of an Omaha server. */
  readonly server: string
  /** What the calendar showed when the run began, Unix time in milliseconds. */
  readonly startsAt: number
  /** How long it waits for an answer. */
  readonly callTimeoutMs: number
  /** The unit of the wait after a payload that did not come. */
  readonly payloadBackoffMs: number
  readonly fetchStallMs: number
  /** How often a new release may try to boot, 1 to 15. */
  readonly bootTries: number
}

/** The engine's decisions, so that a variant may make one of them in another way. */
export interface EngineRules {
  /** Judges a payload that came whole. */
  readonly verdict: typeof payloadVerdict
  /** The slot that an update is written to. */
  readonly target: (running: SlotName) => SlotName
  /** Whether a release may be installed on a machine that fell back from these. */
  readonly mayInstall: (version: string, failed: readonly string[]) => boolean
  /** Whether an offer takes the place of an update that is installed and waits for the reboot. */
  readonly replaces: (offered: string, installed: string) => boolean
  /** An engine that starts and finds an update installed whose slot is not the next to boot makes it so. */
  readonly resumes: boolean
}

export const ENGINE_RULES: EngineRules = {
  verdict: payloadVerdict,
  target: passiveSlot,
  mayInstall: (version, failed) => !failed.includes(version),
  replaces: isNewer,
  resumes: true,
}
