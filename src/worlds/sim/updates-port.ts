// The way to the simulated update server, from a machine or from the operators' desk: Omaha messages and operators'
// requests as values over the wire.

import { UPDATES_HOST } from '../../machine/topology.ts'
import { ADMIN_SERVICE, OMAHA_SERVICE, OMAHA_URL } from '../../machine/updates.ts'
import type { Port, Reply } from '../../runtime/host.ts'
import { fail, ok, type Outcome } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import type { UpdatesRequest } from '../../updates/engine/ports.ts'

/** @param wire the wire port of whoever asks */
export function updatesPort(wire: Port): Port {
  const ask = (service: string, body: Json, withinMs: number, reply: Reply) =>
    wire({ kind: 'request', host: UPDATES_HOST, service, body, withinMs }, reply)
  return (raw, reply) => {
    const request = raw as UpdatesRequest // the port is called through updates/engine/ports.ts alone
    if (request.kind === 'admin') {
      const { what, body, withinMs } = request
      ask(ADMIN_SERVICE, { what, body }, withinMs, reply) // whose answer has a status of its own
    } else if (request.server !== OMAHA_URL) {
      reply.answer(fail('unreachable')) // there is no other server in this cluster
    } else {
      ask(OMAHA_SERVICE, request.message as unknown as Json, request.withinMs, withStatus(reply))
    }
  }
}

/** What comes over the wire came with status 200, as HTTP has it. */
const withStatus = (reply: Reply): Reply => ({
  answer(value) {
    const outcome = value as Outcome<Json>
    reply.answer(outcome.kind === 'ok' ? ok({ status: 200, response: outcome.value }) : outcome)
  },
  get open() {
    return reply.open
  },
})
