// Where the update engine of a machine meets the rest of it: what it shows of itself, what it may be asked, and whom it
// tells that a reboot is needed. It outlives the engine's crashes, as the file system of a boot's own does (/run).

import { Mailbox } from '../../runtime/mailbox.ts'
import type { Program } from '../../runtime/operation.ts'
import { type EngineStatus, startState } from './engine-status.ts'

export interface EngineDesk {
  /** What `update_engine_client -status` prints. The engine keeps it up to date. */
  status: EngineStatus
  /** `update_engine_client -check_for_update` puts a message here: a check is due at once. */
  readonly checks: Mailbox<'check'>
  /** An update is installed: the lock daemon is told that a reboot is needed. */
  readonly needReboot: () => Program<void>
}

export const engineDesk = (needReboot: () => Program<void>): EngineDesk => ({
  status: { lastCheckedTime: 0, progress: 0, currentOperation: startState(false), newVersion: '0.0.0.0', newSize: 0 },
  checks: new Mailbox(),
  needReboot,
})
