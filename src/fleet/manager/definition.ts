// What a unit file comes to once systemd has read it.

import type { UnitOption } from '../unit-file/unit-file.ts'
import type { UnitName } from '../unit.ts'
import { BadSetting } from './command-line.ts'
import { readService, type Service, type ServiceDefaults } from './service.ts'
import { WordsInvalid } from './words.ts'

export type Definition =
  | { readonly kind: 'service'; readonly hash: string; readonly service: Service }
  /** Runs nothing: it is active once it was started. */
  | { readonly kind: 'target' }
  /** The unit cannot be started. */
  | { readonly kind: 'error'; readonly reason: string }

/** Reads a file. What depends on other units (`After=`, `Requires=`, `[Install]`) has no meaning here. */
export function definitionOf(
  unit: UnitName,
  hash: string,
  options: readonly UnitOption[],
  defaults: ServiceDefaults,
): Definition {
  if (unit.includes('@.')) return { kind: 'error', reason: 'the name of a template has no instance' }
  const type = unit.slice(unit.lastIndexOf('.') + 1)
  if (type === 'target') return { kind: 'target' }
  if (type !== 'service') return { kind: 'error', reason: `units of type ${type} are not supported` }
  try {
    return { kind: 'service', hash, service: readService(unit, options, defaults) }
  } catch (error) {
    if (!(error instanceof BadSetting || error instanceof WordsInvalid)) throw error
    return { kind: 'error', reason: error.message }
  }
}
