// How a client and an etcd that is not open to everybody come to trust each other: TLS, a certificate of the client's own,
// a user with a password. The members of a trial have none of it; a cluster's own etcd may.

export interface EtcdAccess {
  /** For endpoints that begin with `https`; without it, they are believed if an authority that Node knows vouches for them. */
  readonly tls?: EtcdTls
  readonly user?: EtcdUser
}

/** In PEM, known to be well-formed and to belong together. */
export interface EtcdTls {
  /** The authorities to believe, in place of those that Node knows. */
  readonly authorities?: Buffer
  /** What the client shows, where etcd wants to see it (`--client-cert-auth`). */
  readonly client?: { readonly certificate: Buffer; readonly key: Buffer }
}

export interface EtcdUser {
  readonly name: string
  readonly password: string
}

/** etcd says so where a token is out of date: it has expired, its member began anew, or users were changed meanwhile. */
const TOKEN_REFUSED: ReadonlySet<string> = new Set([
  'etcdserver: invalid auth token',
  'etcdserver: revision of auth store is old',
  'etcdserver: user name is empty', // it wanted none when we asked for one
])

/** Was the request refused, before it did anything, for its token alone? Such a one may be sent again with a new token. */
export const isTokenRefused = (details: string): boolean => TOKEN_REFUSED.has(details)

/** What etcd says to a user who wants a token of a cluster that asks for none. */
export const NOT_ENABLED = 'etcdserver: authentication is not enabled'

/** The token by which a member knows the user: asked for when first needed, shared by all calls, and renewed. */
export class AuthToken {
  readonly #ask: () => Promise<string | undefined>
  #current: Promise<string | undefined> | undefined

  /** @param ask asks for a new token; undefined: the member wants none */
  constructor(ask: () => Promise<string | undefined>) {
    this.#ask = ask
  }

  /** Rejects with why there is none. The next call asks again. */
  current(): Promise<string | undefined> {
    if (this.#current) return this.#current
    const asked = this.#ask()
    this.#current = asked
    asked.catch(() => this.#forget(asked))
    return asked
  }

  /** This one, which `current` gave, is no longer good. It is asked for once, however many say so. */
  async refused(token: string | undefined): Promise<void> {
    const current = this.#current
    if (current !== undefined && (await current.catch(() => undefined)) === token) this.#forget(current)
  }

  #forget(token: Promise<string | undefined>): void {
    if (this.#current === token) this.#current = undefined
  }
}
