// The result itself, for other programs and for later.

import { formatResult } from '../result-codec.ts'
import type { Format } from './format.ts'

export const jsonFormat: Format = { id: 'json', extension: 'json', render: (result) => formatResult(result) }
