// The release in the slot that was chosen, as the boot loader and the watchdog see it.

import { Call } from '../runtime/operation.ts'
import type { RunningOs } from './platform.ts'

/** The name of the release's port on a machine's host. */
export const RELEASE_PORT = 'release'

export type ReleaseRequest = { readonly kind: 'start'; readonly os: RunningOs } | { readonly kind: 'health' }

/**
 * Starts what the slot holds. Not answered when that does not start: then the machine is reset. In containers it is not
 * answered when it does start, either: the release is a program of its own, which goes on with `boot`.
 */
export const startRelease = (os: RunningOs): Call<void> =>
  new Call(RELEASE_PORT, { kind: 'start', os } satisfies ReleaseRequest)

/** The release's own check of its health: do its services run? */
export const isHealthy = (): Call<boolean> => new Call(RELEASE_PORT, { kind: 'health' } satisfies ReleaseRequest)
