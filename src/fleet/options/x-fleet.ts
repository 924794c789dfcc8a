// The options of [X-Fleet] that there are, and what they come to for a unit. To add one, copy the file of another, and name
// it in `OPTIONS`.

import type { UnitOption } from '../unit-file/unit-file.ts'
import { conflicts } from './conflicts.ts'
import { global } from './global.ts'
import { machineId } from './machine-id.ts'
import { machineMetadata } from './machine-metadata.ts'
import { machineOf } from './machine-of.ts'
import { valuesOfLine } from './multi-value.ts'
import type { ValuesOf, XFleetOption } from './option.ts'
import { replaces } from './replaces.ts'
import type { Requirements } from './requirements.ts'
import { expander } from './specifiers.ts'

const SECTION = 'X-Fleet'

/** Which option says what; a variant may read one of them in another way. */
export type OptionReaders = { readonly [Part in keyof Requirements]: XFleetOption<Part> }

export const OPTIONS: OptionReaders = {
  machineId,
  peers: machineOf,
  metadata: machineMetadata,
  conflicts,
  replaces,
  global,
}

/** What a unit of that name requires, its specifiers expanded. The options are left as they are. */
export function requirementsOf(name: string, options: readonly UnitOption[], readers = OPTIONS): Requirements {
  const valuesOf = valuesUnder(name, options)
  return {
    machineId: readers.machineId.read(valuesOf),
    peers: readers.peers.read(valuesOf),
    metadata: readers.metadata.read(valuesOf),
    conflicts: readers.conflicts.read(valuesOf),
    replaces: readers.replaces.read(valuesOf),
    global: readers.global.read(valuesOf),
  }
}

function valuesUnder(name: string, options: readonly UnitOption[]): ValuesOf {
  const expand = expander(name)
  const own = Map.groupBy(
    options.filter(({ section }) => section === SECTION),
    (option) => option.name,
  )
  return (key) => (own.get(key) ?? []).flatMap(({ value }) => valuesOfLine(value)).map(expand)
}

const KNOWN: ReadonlySet<string> = new Set(Object.values(OPTIONS).flatMap(({ names }) => names))

/** The names in [X-Fleet] that nothing reads, each once. fleet warned of them and took the unit all the same. */
export function unknownKeys(options: readonly UnitOption[]): readonly string[] {
  const names = options.filter(({ section }) => section === SECTION).map((option) => option.name)
  return [...new Set(names)].filter((name) => !KNOWN.has(name))
}
