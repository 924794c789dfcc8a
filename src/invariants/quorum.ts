// Does the store have a majority of its members at the end of a history?

import { eventsOf } from './kinds.ts'
import type { View } from './view.ts'

export const hasQuorum = (view: View): boolean => eventsOf(view, 'store.quorum').at(-1)?.has === true
