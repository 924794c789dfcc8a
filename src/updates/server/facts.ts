// What an update server says happened. Recorded only when the store is known to hold it.

import type { MachineId } from '../../history/event.ts'

export type UpdateServerFact =
  | {
      readonly kind: 'rollout.granted'
      readonly machine: MachineId
      readonly track: string
      readonly version: string
      /** A revision at which the store holds the grant: its own, or a later one when the answer was lost. */
      readonly revision: number
    }
  /** Every machine of the group runs the version. */
  | { readonly kind: 'rollout.finished'; readonly track: string; readonly version: string }
  /** The group's updates were disabled by what its machines went through. */
  | { readonly kind: 'rollout.stopped'; readonly track: string; readonly why: string }
