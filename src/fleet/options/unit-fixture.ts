// Units for tests of what they require of each other.

import { readUnit } from '../read-unit.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import type { Unit } from '../unit.ts'

/** `Conflicts=a*`, each a line of [X-Fleet]. */
export const xFleet = (...lines: readonly string[]): readonly UnitOption[] =>
  lines.map((line) => {
    const [name = '', ...value] = line.split('=')
    return { section: 'X-Fleet', name, value: value.join('=') }
  })

export const unit = (name: string, ...lines: readonly string[]): Unit =>
  readUnit(name, `[Service]\nExecStart=/bin/true\n[X-Fleet]\n${lines.join('\n')}\n`)
