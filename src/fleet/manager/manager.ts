// What a machine's unit manager does for fleet's agent: the part of systemd's that fleet calls. The manager outlives the
// agent: a daemon that crashes leaves its units running, and finds them when it is back.

import type { Mailbox } from '../../runtime/mailbox.ts'
import type { Outcome, Program } from '../../runtime/operation.ts'
import type { UnitName } from '../unit.ts'

/** The three words that systemd has for a unit's state. */
export interface SystemdState {
  readonly load: 'loaded' | 'not-found' | 'error'
  readonly active: 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating'
  /** Such as `running`, `exited`, `dead`, `start-pre`, `stop-sigterm`, `auto-restart`. */
  readonly sub: string
}

export interface ManagedUnit {
  readonly name: UnitName
  /** Of the file that lies on the machine. */
  readonly hash: string
  readonly state: SystemdState
  /** Some process of it may be alive: it has not stopped before this is false. */
  readonly alive: boolean
  /** A start was ordered since this file was put there: what is inactive then has run. */
  readonly started: boolean
}

export interface UnitManager {
  /** The units whose files lie on the machine, in the order of their names. */
  readonly units: () => readonly ManagedUnit[]
  /** A mailbox that holds one message whenever a unit has changed since it was last emptied; it may be one's own. */
  readonly subscribe: (mailbox?: Mailbox<'changed'>) => Mailbox<'changed'>
  /** Puts a unit's file there, in place of an old one. It counts from the next `reload` on. */
  readonly load: (name: UnitName, text: string) => Program<Outcome<void>>
  /** Stops the unit and forgets its state; the file goes when it has stopped. */
  readonly unload: (name: UnitName) => Program<Outcome<void>>
  /** Reads all files again (`daemon-reload`). */
  readonly reload: () => Program<void>
  /** Asks for a start or a stop. `ok`: it is under way, or done already; how it ends shows in `units`. */
  readonly start: (name: UnitName) => Program<Outcome<void>>
  readonly stop: (name: UnitName) => Program<Outcome<void>>
  /**
   * These units may run until then, in milliseconds since the run began; what they still run at that moment is killed, and
   * not started again. Replaces what was said before. The manager sees to it, not the agent, which may be gone by then.
   */
  readonly allow: (units: ReadonlySet<UnitName>, until: number) => Program<void>
}
