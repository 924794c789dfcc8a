// One watch on one gRPC stream. etcd3 would reconnect a torn watch by itself; here a torn stream is told as `broken`,
// and the program, which knows the last revision it saw, begins again. So nothing is told twice or skipped unseen.

import { type ICallable, type IDuplexStream, type IWatchRequest, type IWatchResponse, WatchClient } from 'etcd3'
import type { Watch, WatchEvent, WatchMessage } from '../../../store/contract.ts'
import { fromKeyValue, revisionOf, toWatch } from './translate.ts'

type WatchStream = IDuplexStream<IWatchRequest, IWatchResponse>

/**
 * etcd says nothing to a progress request while the watch is still catching up with the past (mvcc, progressAll), which
 * it does every 100 ms. So the request is repeated until it is answered.
 */
const ASK_AGAIN_MS = 100

export class EtcdWatch {
  readonly #deliver: (message: WatchMessage) => void
  readonly #onEnd: () => void
  #stream: WatchStream | undefined
  #made = false
  #ended = false
  #told = 0
  #asking: NodeJS.Timeout | undefined

  /** @param onEnd called once, when nothing more will come and the watch was not cancelled */
  constructor(deliver: (message: WatchMessage) => void, onEnd: () => void) {
    this.#deliver = deliver
    this.#onEnd = onEnd
  }

  /** Resolves when etcd has made the watch; rejects with gRPC's words when it has not. Messages may follow at once. */
  async open(request: Watch, via: ICallable<unknown>): Promise<void> {
    const stream = await new WatchClient(via).watch()
    this.#stream = stream
    if (this.#ended) stream.cancel()
    const made = Promise.withResolvers<void>()
    const gone = (reason: Error): void => {
      made.reject(reason) // of no effect once the watch is made
      this.#end({ kind: 'broken', reason: 'details' in reason ? String(reason.details) : reason.message })
    }
    stream.on('error', gone)
    stream.on('end', () => gone(new Error('the watch stream ended')))
    stream.on('data', (response) => {
      if (response.created && response.canceled) return gone(new Error(response.cancel_reason))
      if (response.created) {
        this.#made = true
        made.resolve()
      }
      this.#hear(response)
    })
    stream.write({ create_request: toWatch(request) })
    await made.promise
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Ends the watch without a word. What lies in its mailbox already stays there. */
  cancel(): void {
    this.#ended = true
    clearInterval(this.#asking)
    this.#stream?.cancel()
  }

  /** Asks for a `progress` message. */
  askProgress(): void {
    if (this.#ended || this.#asking !== undefined) return
    const ask = (): void => this.#stream?.write({ progress_request: {} })
    this.#asking = setInterval(ask, ASK_AGAIN_MS)
    ask()
  }

  #hear(response: IWatchResponse): void {
    if (this.#ended) return
    if (response.events.length > 0) this.#tell(response)
    else if (response.compact_revision !== '0') {
      this.#end({ kind: 'compacted', compactRevision: Number(response.compact_revision) })
    } else if (response.canceled) this.#end({ kind: 'broken', reason: response.cancel_reason })
    else if (!response.created && this.#asking !== undefined) {
      clearInterval(this.#asking)
      this.#asking = undefined
      this.#deliver({ kind: 'progress', revision: revisionOf(response.header) })
    }
  }

  /** A response may hold many revisions, each of them whole. */
  #tell(response: IWatchResponse): void {
    const byRevision = Map.groupBy(response.events.map(toEvent), (event) => event.revision)
    for (const [revision, events] of byRevision) {
      if (this.#ended) return // the program cancelled while it heard an earlier one
      if (revision <= this.#told) {
        return this.#end({ kind: 'broken', reason: `revision ${revision} was told after revision ${this.#told}` })
      }
      this.#told = revision
      this.#deliver({ kind: 'events', revision, events })
    }
  }

  #end(last: WatchMessage): void {
    if (this.#ended) return
    this.cancel()
    if (this.#made) this.#deliver(last)
    this.#onEnd()
  }
}

function toEvent({ type, kv }: IWatchResponse['events'][number]): WatchEvent {
  const revision = Number(kv.mod_revision)
  return type === 'Put'
    ? { kind: 'put', revision, kv: fromKeyValue(kv) }
    : { kind: 'delete', revision, key: kv.key.toString('utf8') }
}
