// One life of an update engine on one boot: what its parts share.

import type { EngineConfig, EngineRules } from './config.ts'
import type { EngineDesk } from './desk.ts'
import type { EngineMemory } from './memory.ts'
import type { Reporter } from './reporter.ts'
import type { StatusBoard } from './status-board.ts'

export interface EngineRun {
  readonly config: EngineConfig
  readonly rules: EngineRules
  readonly desk: EngineDesk
  readonly memory: EngineMemory
  readonly status: StatusBoard
  readonly reporter: Reporter
}
