// One etcd member as etcd3 reaches it, with everything switched off that would act behind our back: retries, circuit
// breakers, reconnecting streams. A channel is cheap and is thrown away after a failure, so that the next call dials anew.
//
// etcd3's own clients (KVClient, WatchClient, LeaseClient) speak through an `ICallable`; ours keeps gRPC's status as it
// is and can be aborted. It does not send `hasleader` (clientv3.WithRequireLeader): as by default, a member that knows no
// leader keeps a request until there is one, which costs a client time but no answer; the simulated members do the same.

import { rootCertificates } from 'node:tls'
import { AuthClient, type ICallable, type IOptions, type Services } from 'etcd3'
import { ConnectionPool } from 'etcd3/lib/connection-pool.js'
import { AuthToken, type EtcdAccess, type EtcdTls, type EtcdUser, isTokenRefused, NOT_ENABLED } from './access.ts'

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

/** How long a member may take to name a token. It compares passwords slowly, on purpose: about 100 ms. */
const TOKEN_WITHIN_MS = 5_000

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
  readonly #token: AuthToken | undefined
  readonly #openedAt = performance.now()

  constructor(url: string, { tls, user }: EtcdAccess = {}) {
    const pool = new ConnectionPool({
      hosts: url,
      grpcOptions: CHANNEL_OPTIONS,
      faultHandling: { host: () => NO_POLICY, global: NO_POLICY },
      ...(tls && url.startsWith('https:') ? { credentials: credentialsOf(tls) } : {}),
    })
    this.#pool = pool
    // etcd3 would ask by itself, on connections that it never closes
    this.#token = user && new AuthToken(() => askToken(pool, user))
  }

  get ageMs(): number {
    return performance.now() - this.#openedAt
  }

  /** What etcd3's clients take: `new KVClient(channel.callable(signal))`. Aborting the signal cancels the call. */
  callable(signal: AbortSignal): ICallable<unknown> {
    return new MemberCallable(this.#pool, signal, this.#token)
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
  readonly #token: AuthToken | undefined

  constructor(pool: ConnectionPool, signal: AbortSignal, token?: AuthToken) {
    this.#pool = pool
    this.#signal = signal
    this.#token = token
  }

  async exec<T>(service: ServiceName, method: string, payload: unknown, options: CallOptions): Promise<T> {
    const used = await this.#token?.current()
    try {
      return await this.#once<T>(service, method, payload, options, used)
    } catch (error) {
      if (!this.#token || !(error instanceof CallFailed && isTokenRefused(error.details))) throw error
      await this.#token.refused(used)
      return this.#once<T>(service, method, payload, options, await this.#token.current())
    }
  }

  async withConnection<R>(service: ServiceName, work: (connection: Connection) => Promise<R> | R): Promise<R> {
    return this.#connected(service, await this.#token?.current(), work)
  }

  /** etcd3 calls it for a torn stream; whoever holds the stream hears of it too, and decides. */
  markFailed(): void {}

  #once<T>(
    service: ServiceName,
    method: string,
    payload: unknown,
    options: CallOptions,
    token: string | undefined,
  ): Promise<T> {
    const signal = this.#signal
    return this.#connected(service, token, ({ client, metadata }) => {
      const generated = client as unknown as GeneratedClient
      return new Promise<T>((resolve, reject) => {
        const call = generated[method]?.(payload, metadata, options ?? {}, (error, answer) => {
          if (error) reject(new CallFailed(error.code, error.details, error))
          else resolve(answer as T)
        })
        if (signal.aborted) call?.cancel()
        else signal.addEventListener('abort', () => call?.cancel(), { once: true })
      })
    })
  }

  /** Nothing is begun any more for a caller that has gone while the token was asked for. */
  #connected<R>(
    service: ServiceName,
    token: string | undefined,
    work: (connection: Connection) => Promise<R> | R,
  ): Promise<R> {
    if (this.#token) this.#signal.throwIfAborted()
    return this.#pool.withConnection(service, (connection) => {
      if (token !== undefined) connection.metadata.set('token', token)
      return work(connection)
    })
  }
}

async function askToken(pool: ConnectionPool, { name, password }: EtcdUser): Promise<string | undefined> {
  const client = new AuthClient(new MemberCallable(pool, new AbortController().signal))
  try {
    return (await client.authenticate({ name, password }, { deadline: Date.now() + TOKEN_WITHIN_MS })).token
  } catch (error) {
    if (error instanceof CallFailed && error.details === NOT_ENABLED) return undefined
    throw error
  }
}

function credentialsOf({ authorities, client }: EtcdTls): NonNullable<IOptions['credentials']> {
  return {
    rootCertificate: authorities ?? Buffer.from(rootCertificates.join('\n')),
    ...(client ? { privateKey: client.key, certChain: client.certificate } : {}),
  }
}
