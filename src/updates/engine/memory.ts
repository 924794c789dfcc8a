// The engine's memory: its prefs as they are meant to be, and as the disk has them. Where the disk is full the engine goes on
// by what it means, and whoever must not go on without the disk asks whether it was written.

import type { Program } from '../../runtime/operation.ts'
import { readFile, writeFile } from './ports.ts'
import { type EnginePrefs, NO_PREFS } from './prefs.ts'
import { decodePrefs, encodePrefs, EnginePrefsCorrupt } from './prefs-codec.ts'

export class EngineMemory {
  #prefs: EnginePrefs
  /** The text on the disk; null: none that is of use. */
  #written: string | null

  private constructor(prefs: EnginePrefs, written: string | null) {
    this.#prefs = prefs
    this.#written = written
  }

  /** What an earlier engine of the machine left. A damaged file is none. */
  static *open(): Program<EngineMemory> {
    const text = yield* readFile('engine')
    if (text === null) return new EngineMemory(NO_PREFS, null)
    try {
      return new EngineMemory(decodePrefs(text), text)
    } catch (error) {
      if (error instanceof EnginePrefsCorrupt) return new EngineMemory(NO_PREFS, null)
      throw error
    }
  }

  get prefs(): EnginePrefs {
    return this.#prefs
  }

  /** From here on the engine goes by these. Says whether the disk has them. */
  *change(fields: Partial<EnginePrefs>): Program<boolean> {
    this.#prefs = { ...this.#prefs, ...fields }
    const text = encodePrefs(this.#prefs)
    if (text === this.#written) return true
    const { kind } = yield* writeFile('engine', text)
    if (kind === 'ok') this.#written = text
    return kind === 'ok'
  }
}
