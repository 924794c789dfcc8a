// A format, to copy: give it an id and an extension, add a line to `index.ts`. `formats.test.ts` then holds it to what
// every format promises: it renders any verdict and any half-finished run, lets no name do more than be read, and says
// the same bytes for the same result.

import { headline } from '../headline.ts'
import { printableLine } from '../printable.ts'
import type { RunResult } from '../result.ts'
import type { Format } from './format.ts'

export const templateFormat: Format = { id: 'template', extension: 'txt', render: renderTemplate }

function renderTemplate(result: RunResult): string {
  return `${printableLine(headline(result))}\n`
}
