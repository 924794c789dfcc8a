// The API's decisions, so that a variant may make one of them in another way.

import type { TargetState, UnitName } from '../unit.ts'
import { quoteText } from '../unit-file/go-quote.ts'
import { nameInfo } from '../unit-file/names.ts'

export interface ApiRules {
  /** Why a unit of this name cannot become that; undefined: it can. */
  readonly whyNotActive: typeof whyNotActive
}

/** A template has no instance that could run. What an agent did with one ended in errors for all its units (coreos/fleet #793). */
function whyNotActive(name: UnitName, state: TargetState): string | undefined {
  if (state === 'inactive' || nameInfo(name)?.kind !== 'template') return undefined
  return `cannot activate template ${quoteText(name)}`
}

export const API_RULES: ApiRules = { whyNotActive }
