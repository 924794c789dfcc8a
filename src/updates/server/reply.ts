// What a machine that reported or asked is told.

import type { Package } from '../rollout/catalogue.ts'
import type { Denial } from '../rollout/decision.ts'

export type Reply =
  | { readonly kind: 'update'; readonly package: Package; readonly channel: string }
  | {
      readonly kind: 'no-update'
      readonly why: 'up-to-date' | 'completed' | 'recalled' | 'fell-back' | 'not-asked'
    }
  | { readonly kind: 'denied'; readonly reason: Denial | 'error-instanceRegistrationFailed' }
  /** Nothing is decided, or not known to be: the machine has to ask again. */
  | { readonly kind: 'unavailable'; readonly why: string }
