// How an argument names a unit: by the last part of its path, with `.service` unless it says what type it is of.

import { isRecognised } from '../unit-file/names.ts'
import type { UnitName } from '../unit.ts'

/** The name without the directories before it, as Go's path.Base has it. */
export const baseName = (path: string): string => /([^/]*)\/*$/.exec(path)?.[1] ?? path

/** The path of another file in the directory of this one. */
export const beside = (path: string, name: string): string => {
  const directory = path.slice(0, path.replace(/\/+$/, '').lastIndexOf('/') + 1)
  return `${directory}${name}`
}

/** The unit that an argument means. Only the types that fleet runs are recognised (unit/unit.go RecognizedUnitType). */
export function unitNameOf(argument: string): UnitName {
  const name = baseName(argument)
  return isRecognised(name) ? name : `${name}.service`
}

/** The units that arguments mean, each once, in the order in which they were given. */
export const unitNamesOf = (argumentsGiven: readonly string[]): readonly UnitName[] => [
  ...new Set(argumentsGiven.map(unitNameOf)),
]
