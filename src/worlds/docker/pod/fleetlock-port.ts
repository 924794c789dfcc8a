// How a machine reaches its FleetLock server: a POST over real HTTP, on a connection of its own.

import { request } from 'node:http'
import type { FleetLockPost, FleetLockPosted } from '../../../machine/fleetlock.ts'
import { FLEETLOCK_HOST } from '../../../machine/topology.ts'
import type { Port } from '../../../runtime/host.ts'
import { ok, unknown } from '../../../runtime/operation.ts'
import { outcomeOf } from '../wire.ts'
import { FLEETLOCK_LISTEN_PORT } from './config.ts'

/** @param withinMs how long an answer is waited for */
export const fleetLockPort =
  (withinMs: number): Port =>
  (posted, reply) =>
    void send(posted as FleetLockPost, withinMs).then((outcome) => reply.answer(outcome)) // called through machine/fleetlock.ts alone

function send({ path, body, headers }: FleetLockPost, withinMs: number): Promise<FleetLockPosted> {
  const { promise, resolve } = Promise.withResolvers<FleetLockPosted>()
  const options = { method: 'POST', agent: false, headers } // a kept connection may be to a server that is gone
  const asked = request(`http://${FLEETLOCK_HOST}:${FLEETLOCK_LISTEN_PORT}${path}`, options)
  const timer = setTimeout(() => {
    resolve(unknown('no answer in time'))
    asked.destroy()
  }, withinMs)
  asked.on('error', (error) => resolve(outcomeOf(error)))
  asked.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', (error) => resolve(unknown(error.message)))
    response.on('end', () =>
      resolve(ok({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })),
    )
  })
  asked.end(body)
  return promise.finally(() => clearTimeout(timer))
}
