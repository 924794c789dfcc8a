// How a machine reaches its FleetLock server: a POST over real HTTP.

import type { FleetLockPost } from '../../../machine/fleetlock.ts'
import { FLEETLOCK_HOST } from '../../../machine/topology.ts'
import type { Port } from '../../../runtime/host.ts'
import { post } from '../http-post.ts'
import { FLEETLOCK_LISTEN_PORT } from './config.ts'

/** @param withinMs how long an answer is waited for */
export const fleetLockPort =
  (withinMs: number): Port =>
  (posted, reply) => {
    const { path, body, headers } = posted as FleetLockPost // called through machine/fleetlock.ts alone
    const url = `http://${FLEETLOCK_HOST}:${FLEETLOCK_LISTEN_PORT}${path}`
    void post({ url, headers, body, withinMs }).then((outcome) => reply.answer(outcome))
  }
