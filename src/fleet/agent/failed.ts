// What an agent could not do, into the history.

import type { FleetFact } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import type { UnitName } from '../unit.ts'

export function* taskFailed({ config }: FleetParts, unit: UnitName, task: string, why: string): Program<void> {
  yield* record<FleetFact>({ kind: 'unit.task-failed', unit, machine: config.machine, task, why })
}
