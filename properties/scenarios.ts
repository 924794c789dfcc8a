// The scenarios on disk, with what each expects.

import { readdirSync, readFileSync } from 'node:fs'
import { parseSchedule } from '../src/schedule/codec.ts'
import type { Schedule } from '../src/schedule/schedule.ts'

const TALK = new URL('../scenarios/talk/', import.meta.url)

/** Every scenario of the talk, by name. */
export const talk: readonly Schedule[] = readdirSync(TALK)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map((file) => parseSchedule(readFileSync(new URL(file, TALK), 'utf8')))
