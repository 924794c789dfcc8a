// What tells one content from another: SHA-1 of the serialised options. Comments and layout do not matter, order does.

import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { serialiseUnitFile } from './serialise.ts'
import type { UnitOption } from './unit-file.ts'

/** 40 hex digits. */
export const hashOf = (options: readonly UnitOption[]): string =>
  bytesToHex(sha1(utf8ToBytes(serialiseUnitFile(options))))

/** What is shown to people: the first 7 digits. */
export const shortHash = (hash: string): string => hash.slice(0, 7)
