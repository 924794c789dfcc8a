// What a file in this room says of one option of [X-Fleet]: under which names it is written, and what its values come to.

import type { Requirements } from './requirements.ts'

/** The values given under a name, in the order of the file; specifiers are expanded. None: the name does not appear. */
export type ValuesOf = (name: string) => readonly string[]

export interface XFleetOption<Part extends keyof Requirements> {
  /** Its name now, then the deprecated ones that still count. Other spellings are not recognised. */
  readonly names: readonly string[]
  readonly read: (valuesOf: ValuesOf) => Requirements[Part]
}

/** The values under a deprecated name and then those under the present one, which is the order that fleet read them in. */
export const legacyFirst = (valuesOf: ValuesOf, deprecated: string, present: string): readonly string[] => [
  ...valuesOf(deprecated),
  ...valuesOf(present),
]
