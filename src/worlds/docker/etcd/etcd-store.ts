// The store's port on real etcd members. Start here: which member is asked, how long, and what happens to a member that
// does not answer. `outcome.ts` decides what an error means, `perform.ts` and `watch.ts` talk to the member.

import type { Port, Reply } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import { fail, ok } from '../../../runtime/operation.ts'
import { FAILURES, type CallOptions, type StoreEnvelope, type Watch, type WatchId } from '../../../store/contract.ts'
import type { Endpoints } from '../../../store/endpoints.ts'
import type { EtcdAccess } from './access.ts'
import { MemberChannel } from './member-channel.ts'
import { judge, type Judgement, NO_ANSWER, SILENT } from './outcome.ts'
import { type MemberRequest, perform, readsThePast } from './perform.ts'
import { EtcdWatch } from './watch.ts'

/**
 * A silent member is dialled anew no more often than this: gRPC keeps each connection that is neither made nor refused
 * until the silence ends, so impatient callers would pile them up.
 */
const REDIAL_MS = 200

export interface EtcdStoreOptions {
  /** Delivers what watches tell. */
  readonly kernel: Kernel
  readonly endpoints: Endpoints
  /** Where a member listens for clients, such as `http://127.0.0.1:2379`. */
  readonly urlOf: (member: string) => string
  /** How long a call waits that names no time of its own. */
  readonly defaultWithinMs: number
  /** Absent: the members are open to everybody. */
  readonly access?: EtcdAccess
  /** Is told in gRPC's own words why a member did not do as it was asked. */
  readonly onFailure?: (member: string, why: string) => void
}

/** One member, asked once, with an end in time. */
interface Asking {
  readonly channel: MemberChannel
  readonly signal: AbortSignal
  readonly deadline: number
  /** Answers the call, the first time; later answers are dropped. Says whether it was the first. */
  answer(outcome: unknown): boolean
  /** Answers with what an error means, and turns away from a member that does not answer. */
  failed(error: unknown): void
}

export class EtcdStore implements Disposable {
  readonly port: Port
  readonly #options: EtcdStoreOptions
  readonly #channels = new Map<string, MemberChannel>()
  readonly #watches = new Map<WatchId, EtcdWatch>()
  readonly #askings = new Map<AbortController, NodeJS.Timeout>()
  #lastWatch = 0

  constructor(options: EtcdStoreOptions) {
    this.#options = options
    this.port = (request, reply) => this.#serve(request as StoreEnvelope, reply)
  }

  /** Cancels what is under way and closes every connection. Nothing is answered or delivered any more. */
  [Symbol.dispose](): void {
    for (const [asking, timer] of this.#askings) {
      clearTimeout(timer)
      asking.abort()
    }
    for (const watch of this.#watches.values()) watch.cancel()
    for (const channel of this.#channels.values()) channel.close()
    this.#askings.clear()
    this.#watches.clear()
    this.#channels.clear()
  }

  #serve({ request, options }: StoreEnvelope, reply: Reply): void {
    switch (request.kind) {
      case 'cancel-watch':
        this.#watches.get(request.watch)?.cancel()
        this.#watches.delete(request.watch)
        return reply.answer(ok(undefined))
      case 'progress': {
        const watch = this.#watches.get(request.watch)
        watch?.askProgress()
        return reply.answer(watch ? ok(undefined) : fail(FAILURES.invalid))
      }
      case 'watch':
        return this.#watch(request, options, reply)
      default:
        return this.#ask(request, options, reply)
    }
  }

  #ask(request: MemberRequest, options: CallOptions, reply: Reply): void {
    if (request.kind === 'txn' && readsThePast(request)) return reply.answer(fail(FAILURES.invalid))
    const asking = this.#begin(request.kind, options, reply)
    if (!asking) return
    const { channel, signal, deadline } = asking
    const via = channel.callable(signal)
    perform(request, { via, deadline, signal }).then(
      (outcome) => asking.answer(outcome),
      (error: unknown) => asking.failed(error),
    )
  }

  #watch(request: Watch, options: CallOptions, reply: Reply): void {
    const asking = this.#begin(request.kind, options, reply)
    if (!asking) return
    const id = ++this.#lastWatch
    const { kernel } = this.#options
    const watch = new EtcdWatch(
      (message) => kernel.deliver(request.mailbox, message),
      () => this.#watches.delete(id),
    )
    asking.signal.addEventListener('abort', () => watch.cancel(), { once: true })
    const via = asking.channel.callable(asking.signal)
    watch.open(request, via).then(
      () => {
        if (!watch.ended) this.#watches.set(id, watch)
        const wanted = reply.open
        if (!asking.answer(ok(id)) || !wanted) {
          watch.cancel() // nobody will ever know its number
          this.#watches.delete(id)
        }
      },
      (error: unknown) => asking.failed(error),
    )
  }

  #begin(kind: StoreEnvelope['request']['kind'], options: CallOptions, reply: Reply): Asking | undefined {
    const member = options.member ?? this.#options.endpoints.current()
    if (member === undefined) {
      reply.answer(fail(FAILURES.unreachable))
      return undefined
    }
    const withinMs = options.withinMs ?? this.#options.defaultWithinMs
    const channel = this.#channel(member)
    const abort = new AbortController()
    let open = true
    /** True once, and never after disposal. Clears up before the answer: that resumes the program, which may call again. */
    const close = (): boolean => {
      if (!open) return false
      open = false
      clearTimeout(timer)
      return this.#askings.delete(abort)
    }
    const timer = setTimeout(() => {
      if (!close()) return
      this.#options.onFailure?.(member, SILENT)
      this.#judged({ outcome: NO_ANSWER, member: 'turn away and drop the channel' }, member, channel)
      reply.answer(NO_ANSWER)
      abort.abort()
    }, withinMs)
    this.#askings.set(abort, timer)
    return {
      channel,
      signal: abort.signal,
      deadline: Date.now() + withinMs,
      answer: (outcome) => {
        if (!close()) return false
        reply.answer(outcome)
        return true
      },
      failed: (error) => {
        if (!close()) return
        this.#options.onFailure?.(member, error instanceof Error ? error.message : String(error))
        const judgement = judge(error, kind)
        this.#judged(judgement, member, channel)
        reply.answer(judgement.outcome)
      },
    }
  }

  #judged(judgement: Judgement, member: string, channel: MemberChannel): void {
    if (judgement.member === 'fine') return
    this.#options.endpoints.failed(member)
    if (judgement.member === 'turn away') return
    if (judgement.outcome.kind === 'unknown' && channel.ageMs < REDIAL_MS) return
    channel.close()
    if (this.#channels.get(member) === channel) this.#channels.delete(member)
  }

  #channel(member: string): MemberChannel {
    const known = this.#channels.get(member)
    if (known) return known
    const channel = new MemberChannel(this.#options.urlOf(member), this.#options.access)
    this.#channels.set(member, channel)
    return channel
  }
}
