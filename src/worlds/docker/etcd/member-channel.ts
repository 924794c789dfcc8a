// One etcd member as etcd3 reaches it, with everything switched off that would act behind our back: retries, circuit
// breakers, reconnecting streams. A channel is cheap and is thrown away after a failure, so that the next call dials anew.
//
// etcd3's own clients (KVClient, WatchClient, LeaseClient) speak through an `ICallable`; ours keeps gRPC's status as it
// is and can be aborted. It does not send `hasleader` (clientv3.WithRequireLeader): as by default, a member that knows no
// leader keeps a request until there is one, which costs a client time but no answer; the simulated members do the same.

import type { ICallable, IOptions, Services } from 'etcd3'
import { ConnectionPool } from 'etcd3/lib/connection-pool.js'

type ServiceName = keyof typeof Services
type CallOptions = Parameters<ICallable<unknown>['exec']>[3]
type Connection = Parameters<Parameters<ConnectionPool['withConnection']>[1]>[0]
type Policy = NonNullable<NonNullable<IOptions['faultHandling']>['global']>

const NEVER = (): { dispose(): void } => ({ dispose: () => {} })
const NO_POLICY: Policy = {
  _altReturn: undefined as never, // declared by cockatiel for its types only
  onSuccess: NEVER,
  onFailure: NEVER,
  execute: async (work) => work({ signal: new AbortController().signal }),
}

const CHANNEL_OPTIONS: NonNullable<IOptions['grpcOptions']> = {
  // gRPC's own back-off after a refused connection grows from 1 s to 120 s and lives in the subchannel. The global pool
  // would hand the very same subchannel to a new channel, so throwing a channel away helps only with a pool of its own.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 200,
  'grpc.enable_retries': 0,
  // A connection that went silent without a goodbye is found by pings. Not more often: etcd answers pings that come
  // more often than every 5 s (its --grpc-keepalive-min-time) by closing the connection.
  'grpc.keepalive_time_ms': 6_000,
  'grpc.keepalive_timeout_ms': 2_000,
  // Neither a proxy of the environment nor a look-up of service configurations in DNS may stand in between.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.max_receive_message_length': -1,
}

/** A call that ended with another gRPC status than OK. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: number
  readonly details: string

  constructor(code: number, details: string, cause?: unknown) {
    super(`${code}: ${details}`, { cause })
    this.code = code
    this.details = details
  }
}

/** The shape of grpc-js's generated clients. */
interface GeneratedClient {
  [method: string]: (
    payload: unknown,
    metadata: Connection['metadata'],
    options: CallOptions,
    callback: (error: { readonly code: number; readonly details: string } | null, answer: unknown) => void,
  ) => { cancel(): void }
}

export class MemberChannel {
  readonly #pool: ConnectionPool
  readonly #openedAt = performance.now()

  constructor(url: string) {
    this.#pool = new ConnectionPool({
      hosts: url,
      grpcOptions: CHANNEL_OPTIONS,
      faultHandling: { host: () => NO_POLICY, global: NO_POLICY },
    })
  }

  get ageMs(): number {
    return performance.now() - this.#openedAt
  }

  /** What etcd3's clients take: `new KVClient(channel.callable(signal))`. Aborting the signal cancels the call. */
  callable(signal: AbortSignal): ICallable<unknown> {
    return new MemberCallable(this.#pool, signal)
  }

  /** No new calls. Those under way, watches among them, go on until they end by themselves. */
  close(): void {
    this.#pool.close()
  }
}

class MemberCallable implements ICallable<unknown> {
  readonly callOptionsFactory = undefined
  readonly #pool: ConnectionPool
  readonly #signal: AbortSignal

  constructor(pool: ConnectionPool, signal: AbortSignal) {
    this.#pool = pool
    this.#signal = signal
  }

  exec<T>(service: ServiceName, method: string, payload: unknown, options: CallOptions): Promise<T> {
    const signal = this.#signal
    return this.withConnection(service, ({ client, metadata }) => {
      const generated = client as unknown as GeneratedClient
      return new Promise<T>((resolve, reject) => {
        const call = generated[method]?.(payload, metadata, options, (error, answer) => {
          if (error) reject(new CallFailed(error.code, error.details, error))
          else resolve(answer as T)
        })
        if (signal.aborted) call?.cancel()
        else signal.addEventListener('abort', () => call?.cancel(), { once: true })
      })
    })
  }

  withConnection<R>(service: ServiceName, work: (connection: Connection) => Promise<R> | R): Promise<R> {
    return this.#pool.withConnection(service, work)
  }

  /** etcd3 calls it for a torn stream; whoever holds the stream hears of it too, and decides. */
  markFailed(): void {}
}
