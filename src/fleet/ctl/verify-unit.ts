// `verify-unit`: what is wrong with a unit file, before it is submitted. It asks no server.

import { parseUnitFile, UnitFileInvalid } from '../unit-file/parse.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { type Finding, findingsOf } from './check.ts'
import { CTL_EXIT, type CtlExit, CtlFailed, type Desk } from './desk.ts'
import { baseName } from './names.ts'

/**
 * Exit code 2: something is wrong with a file; a warning alone is none. The name is the file's own: `.service` is not
 * appended, so that a file without a type is found out.
 * @throws CtlFailed where a file cannot be read
 */
export function verifyUnits(desk: Desk, paths: readonly string[]): CtlExit {
  const wrong = paths.filter((path) => !verifies(desk, path))
  return wrong.length === 0 ? CTL_EXIT.ok : CTL_EXIT.invalid
}

function verifies(desk: Desk, path: string): boolean {
  const file = desk.readFile(path)
  if (file.kind !== 'text')
    throw new CtlFailed(`${path}: ${file.kind === 'absent' ? 'there is no such file' : file.why}`)
  const findings = findingsIn(path, file.text)
  for (const { kind, text, option } of findings) {
    const line = option ? lineOf(file.text, option) : undefined
    desk.err(`${path}${line === undefined ? '' : `:${line}`}: ${kind === 'warning' ? 'warning: ' : ''}${text}`)
  }
  const fine = findings.every(({ kind }) => kind === 'warning')
  if (fine) desk.out(`${path}: a valid unit file`)
  return fine
}

function findingsIn(path: string, text: string): readonly Finding[] {
  try {
    return findingsOf(baseName(path), parseUnitFile(text))
  } catch (error) {
    if (error instanceof UnitFileInvalid) return [{ kind: 'problem', text: error.message }]
    throw error
  }
}

/** The first line that sets the option to this value; undefined where the value goes over several. */
function lineOf(text: string, { name, value }: UnitOption): number | undefined {
  const at = text.split('\n').findIndex((line) => {
    const equals = line.indexOf('=')
    return line.slice(0, equals).trim() === name && line.slice(equals + 1).trim() === value
  })
  return at === -1 ? undefined : at + 1
}
