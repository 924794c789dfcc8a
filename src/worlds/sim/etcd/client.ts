// A client's end of the store: the port that programs call. It picks the member, counts the time, and keeps what it
// knows of its watches.

import type { Port, Reply } from '../../../runtime/host.ts'
import { fail, ok, unknown } from '../../../runtime/operation.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import { FAILURES, type StoreEnvelope } from '../../../store/contract.ts'
import { type ClientEnd, StoreCall } from './call.ts'
import { Deadlines } from './deadlines.ts'
import type { Member } from './member.ts'
import type { Server } from './server.ts'
import type { Watches } from './watches.ts'

export interface ClientParts {
  readonly end: ClientEnd
  readonly timers: VirtualTimers
  readonly defaultWithinMs: number
  readonly server: Server
  readonly watches: Watches
  readonly find: (member: string) => Member | undefined
}

const timedOut = (call: StoreCall): void => call.settle(unknown('no answer in time'))

export function clientPort({ end, timers, defaultWithinMs, server, watches, find }: ClientParts): Port {
  /** One queue for each length of time that anybody has asked for. */
  const deadlines = new Map<number, Deadlines<StoreCall>>()

  const within = (ms: number): Deadlines<StoreCall> => {
    const known = deadlines.get(ms)
    if (known) return known
    const made = new Deadlines<StoreCall>(timers, ms, (call) => call.settled, timedOut)
    deadlines.set(ms, made)
    return made
  }

  return (envelope: unknown, reply: Reply): void => {
    const { request, options } = envelope as StoreEnvelope
    if (request.kind === 'cancel-watch') {
      watches.cancel(request.watch)
      reply.answer(ok(undefined))
      return
    }
    const asked = request.kind === 'progress' ? watches.get(request.watch)?.member : undefined
    if (request.kind === 'progress' && !asked) {
      reply.answer(fail(FAILURES.invalid))
      return
    }
    const name = options.member ?? end.endpoints.current()
    const member = asked ?? (name === undefined ? undefined : find(name))
    if (!member) {
      reply.answer(fail(FAILURES.unreachable))
      return
    }
    const call = new StoreCall(request, end, reply, member)
    within(options.withinMs ?? defaultWithinMs).add(call)
    end.network.send(end.node, member.node, () => server.arrive(call))
  }
}
