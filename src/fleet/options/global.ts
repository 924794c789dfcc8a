// Global: the unit runs on every machine that will have it, and the agents place it, not the engine.

import type { XFleetOption } from './option.ts'

const TRUE: ReadonlySet<string> = new Set(['true', 'yes', '1', 'on', 't'])

/** The last value counts. `X-Global` was never recognised. */
export const global: XFleetOption<'global'> = {
  names: ['Global'],
  read: (valuesOf) => TRUE.has(valuesOf('Global').at(-1)?.toLowerCase() ?? ''),
}
