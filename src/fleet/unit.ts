// A unit as fleet knows it: a file with a name, what it requires of the machine that runs it, and what is to become of it.
// Start here. fleet calls it a job in its keys, which is the same thing by an older name.

import type { Requirements } from './options/requirements.ts'
import type { UnitOption } from './unit-file/unit-file.ts'

/** Such as `my-app@1.service`. What is allowed: unit-file/names.ts. */
export type UnitName = string

/** What a unit is to become. `loaded`: its file lies on its machine; `launched`: it runs there. */
export const TARGET_STATES = ['inactive', 'loaded', 'launched'] as const
export type TargetState = (typeof TARGET_STATES)[number]

export interface Unit {
  readonly name: UnitName
  /** SHA-1 of the serialised text, 40 hex digits: two units with one hash have the same options in the same order. */
  readonly hash: string
  readonly options: readonly UnitOption[]
  /** Read under its own name: specifiers are expanded. */
  readonly requirements: Requirements
}
