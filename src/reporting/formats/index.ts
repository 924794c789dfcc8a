// The registry of formats: a new one is a file and a line here. `formats.test.ts` holds each to the same contract.

import type { Format } from './format.ts'
import { htmlFormat } from './html.ts'
import { jsonFormat } from './json.ts'
import { junitFormat } from './junit.ts'
import { markdownFormat } from './markdown.ts'
import { terminalFormat } from './terminal.ts'

export type { Format } from './format.ts'

export const formats: readonly Format[] = [terminalFormat, jsonFormat, junitFormat, markdownFormat, htmlFormat]

export const formatOf = (id: string): Format | undefined => formats.find((format) => format.id === id)
