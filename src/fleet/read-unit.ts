// Reads a unit from the text that is stored of it. Whoever watches the registry reads the same texts again and again, so what
// was read is remembered, which nobody can see: a unit is a value.

import { OPTIONS, type OptionReaders, requirementsOf } from './options/index.ts'
import { hashOf } from './unit-file/hash.ts'
import { parseUnitFile } from './unit-file/parse.ts'
import type { Unit, UnitName } from './unit.ts'

/** So many units are remembered by a process; when there are more, all are forgotten, and those in use soon come back. */
const REMEMBERED_UNITS = 4096

/** Longer texts are read each time, so that what is remembered stays small. */
const REMEMBERED_LENGTH = 16_384

/** @throws UnitFileInvalid */
export type ReadUnit = (name: UnitName, text: string) => Unit

/** Reads units with a memory of its own, of so many units. A variant may read an option in another way. */
export function unitReader(limit: number, readers: OptionReaders = OPTIONS): ReadUnit {
  const byText = new Map<string, TextRead>()
  let count = 0

  return (name, text) => {
    const known = byText.get(text)
    const unit = known?.units.get(name)
    if (unit !== undefined) return unit

    const { file, units } = known ?? readText(text)
    const read: Unit = { name, ...file, requirements: requirementsOf(name, file.options, readers) }
    if (text.length > REMEMBERED_LENGTH) return read
    if (count >= limit) {
      byText.clear()
      units.clear()
      count = 0
    }
    byText.set(text, { file, units: units.set(name, read) })
    count++
    return read
  }
}

/** What is the same for all units that share a text, and those units. */
interface TextRead {
  readonly file: Pick<Unit, 'hash' | 'options'>
  readonly units: Map<UnitName, Unit>
}

function readText(text: string): TextRead {
  const options = parseUnitFile(text)
  return { file: { hash: hashOf(options), options }, units: new Map() }
}

/** The unit of that name whose file has that text. */
export const readUnit: ReadUnit = unitReader(REMEMBERED_UNITS)
