// What the engine says of units that no machine can take: once, and again when the reasons have changed.

import type { FleetFact } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import type { Decision } from '../placement/decision.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import type { EngineRules } from './rules.ts'

export class Complaints {
  readonly #said = new Map<UnitName, string>()
  #last: Decision | undefined;

  *update(decision: Decision, snapshot: Snapshot, rules: EngineRules): Program<void> {
    if (decision === this.#last) return // the planner gives the same again where nothing is different
    this.#last = decision
    const { waiting } = decision
    const names = new Set(waiting)
    for (const unit of [...this.#said.keys()]) if (!names.has(unit)) this.#said.delete(unit)
    for (const unit of waiting) {
      const why = rules.whyNot(snapshot, unit)
      const saying = JSON.stringify(why)
      if (this.#said.get(unit) === saying) continue
      this.#said.set(unit, saying)
      yield* record<FleetFact>({ kind: 'unit.unplaceable', unit, why })
    }
  }
}
