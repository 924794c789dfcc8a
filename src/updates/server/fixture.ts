// What the update server's tests are written on: a store in memory, and hosts on virtual time, each with its own server.

import type { Json } from '../../runtime/wire.ts'
import { prefixEnd } from '../../store/contract.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import { MONDAY, release } from '../rollout/decision-fixture.ts'
import type { Instance } from '../rollout/instance.ts'
import type { Policy } from '../rollout/policy.ts'
import type { AdminAnswer } from './admin.ts'
import { handleAdmin } from './admin-request.ts'
import type { CheckInRequest } from './evaluation.ts'
import { decodeInstance } from './instance-codec.ts'
import { instancesPrefix } from './keys.ts'
import type { Reply } from './reply.ts'
import { UpdateServer } from './server.ts'

export class UpdateBench extends StoreBench {
  server = new UpdateServer(MONDAY)

  constructor() {
    super(new StoreDouble())
  }

  /** How long a request takes to the store, and its answer back, in ms. */
  set latencyMs(latencyMs: () => number) {
    const { timers } = this.runner
    const later = (what: () => void): void => timers.callAt(timers.now() + latencyMs(), what)
    this.store.send = later
    this.store.deliver = later
  }

  admin(path: string, body: Json): AdminAnswer {
    return this.run(handleAdmin(path, body))
  }

  /** Publishes 2.0.0 to alpha, under a policy that lets `max` machines at it at once. */
  offer(max: number, fields: Partial<Policy> = {}): void {
    this.admin('publish', { channel: 'alpha', ...release('2.0.0') } as Json)
    this.admin('policy', { track: 'alpha', policy: { maxUpdatesPerPeriod: max, periodMs: 1, ...fields } })
  }

  /** A machine asks, and the reply is given in a word. */
  ask(machine: string, version = '1.0.0', more: Partial<CheckInRequest> = {}): string {
    return inWord(this.run(this.server.checkIn(asking(machine, version, more))))
  }

  /** A machine reports that it went through its update and runs it. */
  complete(machine: string): string {
    const events = [13, 14, 3].map((type) => ({ type, result: 1 }))
    return this.ask(machine, '2.0.0', { events: [...events, { type: 3, result: 2, previousVersion: '1.0.0' }] })
  }

  instances(): readonly Instance[] {
    const key = instancesPrefix('alpha')
    const read = this.store.mvcc.range({ kind: 'range', key, rangeEnd: prefixEnd(key) })
    if (read.kind !== 'ok') throw new Error(read.reason)
    return read.value.kvs.map((kv) => decodeInstance(kv.key, kv.value))
  }

  recorded(kind: string): number {
    return this.records.filter((each) => each.kind === kind).length
  }
}

export const asking = (machine: string, version = '1.0.0', more: Partial<CheckInRequest> = {}): CheckInRequest => ({
  machine,
  track: 'alpha',
  version,
  events: [],
  wantsUpdate: true,
  ...more,
})

export function inWord(reply: Reply): string {
  switch (reply.kind) {
    case 'update':
      return `${reply.package.version} of ${reply.channel}`
    case 'denied':
      return reply.reason
    case 'no-update':
    case 'unavailable':
      return reply.why
  }
}
