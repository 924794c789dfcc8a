// Unit files beside whoever types: the file that an argument names, or for an instance the template beside it.

import { parseUnitFile, UnitFileInvalid } from '../unit-file/parse.ts'
import { nameInfo } from '../unit-file/names.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import type { UnitName } from '../unit.ts'
import { CtlFailed, type Desk } from './desk.ts'
import { baseName, beside } from './names.ts'

export interface LocalUnit {
  readonly path: string
  readonly template: boolean
  readonly options: readonly UnitOption[]
}

/** The template that an instance is made of; undefined: the unit is no instance. */
export function templateOf(unit: UnitName): UnitName | undefined {
  const info = nameInfo(unit)
  return info?.template === undefined || info.template === unit ? undefined : info.template
}

/**
 * The file of a unit as it was named, or with the `.service` that was left out.
 * @throws CtlFailed where it cannot be read or is no unit file
 */
export function localFile(desk: Desk, argument: string, unit: UnitName): LocalUnit | undefined {
  const typed = readLocal(desk, argument, false)
  return typed ?? (baseName(argument) === unit ? undefined : readLocal(desk, beside(argument, unit), false))
}

/**
 * The template of an instance, beside where the instance's file would be.
 * @throws CtlFailed as above
 */
export function localTemplate(desk: Desk, argument: string, unit: UnitName): LocalUnit | undefined {
  const template = templateOf(unit)
  return template === undefined ? undefined : readLocal(desk, beside(argument, template), true)
}

function readLocal(desk: Desk, path: string, template: boolean): LocalUnit | undefined {
  const file = desk.readFile(path)
  if (file.kind === 'absent') return undefined
  if (file.kind === 'unreadable') throw new CtlFailed(`${path}: ${file.why}`)
  try {
    return { path, template, options: parseUnitFile(file.text) }
  } catch (error) {
    if (error instanceof UnitFileInvalid) throw new CtlFailed(`${path}: ${error.message}`, { cause: error })
    throw error
  }
}
