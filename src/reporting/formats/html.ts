// The report to read: one self-contained page.

import { renderToString } from 'preact-render-to-string'
import { page } from '../html/page.ts'
import { printable } from '../printable.ts'
import type { Format } from './format.ts'

export const htmlFormat: Format = {
  id: 'html',
  extension: 'html',
  // Names are escaped where they become markup; here, at the end, whatever else they hold becomes visible.
  render: (result) => `<!doctype html>\n${printable(renderToString(page(result)))}\n`,
}
