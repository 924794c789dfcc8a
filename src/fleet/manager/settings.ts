// The options of a unit file as systemd counts them: of a single value the last assignment stands, lists grow with each, and
// an empty assignment takes back what was said before.

import type { UnitOption } from '../unit-file/unit-file.ts'
import { BadSetting } from './command-line.ts'
import { parseTimeSpan } from './time-span.ts'
import { joined } from './words.ts'

const TRUE: ReadonlySet<string> = new Set(['1', 'yes', 'y', 'true', 't', 'on'])
const FALSE: ReadonlySet<string> = new Set(['0', 'no', 'n', 'false', 'f', 'off'])

export class Settings {
  readonly #options: readonly UnitOption[]

  constructor(options: readonly UnitOption[]) {
    this.#options = options
  }

  /** All values of an option, in order, as they were written. */
  list(section: string, name: string): readonly string[] {
    const values = this.#options
      .filter((option) => option.section === section && option.name === name)
      .map(({ value }) => value)
    const reset = values.findLastIndex((value) => value.trim() === '')
    return values.slice(reset + 1)
  }

  /** The value that stands, in one line; undefined where none was assigned. */
  single(section: string, name: string): string | undefined {
    const last = this.list(section, name).at(-1)
    return last === undefined ? undefined : joined(last)
  }

  /** One of some words. @throws BadSetting */
  oneOf<Value extends string>(section: string, name: string, values: readonly Value[], otherwise: Value): Value {
    const text = this.single(section, name)
    if (text === undefined) return otherwise
    const found = values.find((value) => value === text)
    if (found === undefined) throw new BadSetting(`${name}=${text} is not supported: it may be ${values.join(', ')}`)
    return found
  }

  /** Milliseconds, perhaps Infinity; undefined where none was assigned. @throws BadSetting */
  span(section: string, name: string): number | undefined {
    const text = this.single(section, name)
    const ms = text === undefined ? undefined : parseTimeSpan(text)
    if (text !== undefined && ms === undefined) throw new BadSetting(`${name}=${text} is no length of time`)
    return ms
  }

  /** @throws BadSetting */
  flag(section: string, name: string): boolean {
    const text = this.single(section, name)?.toLowerCase()
    if (text !== undefined && !TRUE.has(text) && !FALSE.has(text)) {
      throw new BadSetting(`${name}=${text} is neither yes nor no`)
    }
    return text !== undefined && TRUE.has(text)
  }

  /** A whole number, 0 or more. @throws BadSetting */
  count(section: string, name: string): number | undefined {
    const text = this.single(section, name)
    if (text !== undefined && !/^\d{1,9}$/.test(text)) throw new BadSetting(`${name}=${text} is no number`)
    return text === undefined ? undefined : Number(text)
  }
}
