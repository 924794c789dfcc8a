// Finds the Docker engine and says plainly when there is none. Start here: `findEngine` for work, `probeEngine` for a
// skip line or `doctor`.
//
// testcontainers' own discovery is not used: it swallows why each socket failed (an absent engine and a forbidden one
// read the same), takes 0.3 s to load against 0.1 s for dockerode, and asks for `docker compose` besides.
import Dockerode from 'dockerode'
import { codeOf, oneLine } from './engine-errors.ts'
import { engineAddresses, type EngineAddress, type Environment } from './engine-address.ts'

/** A reachable engine and what it said of itself. */
export interface Engine {
  readonly docker: Dockerode
  /** Of the engine, for example `20.10.24`. */
  readonly version: string
  readonly apiVersion: string
  /** In Go's words: `amd64`, `arm64`. Images are built for this one. */
  readonly arch: string
  readonly address: string
}

export type UnavailableCode = 'absent' | 'refused' | 'forbidden' | 'silent' | 'too-old'

export type EngineProbe =
  | { readonly kind: 'answers'; readonly version: string; readonly apiVersion: string; readonly address: string }
  | { readonly kind: 'absent'; readonly code: UnavailableCode; readonly why: string }
  | { readonly kind: 'refuses'; readonly code: UnavailableCode; readonly why: string }

/** No usable engine. The message is one line and names the remedy; `code` says in which way it is unusable. */
export class DockerUnavailable extends Error {
  override readonly name = 'DockerUnavailable'
  readonly code: UnavailableCode
  /** The reason without the remedy. */
  readonly why: string

  constructor(code: UnavailableCode, why: string, cause?: unknown) {
    super(`Docker cannot be used: ${why} (remedy: npm run docker:setup)`, { cause })
    this.code = code
    this.why = why
  }
}

/** 20.10, the oldest that Debian still ships. */
const OLDEST_API = '1.41'
const ANSWER_WITHIN_MS = 1_500

/**
 * The engine that Docker's own command line would talk to.
 * @throws {DockerUnavailable} when none answers within 1.5 s, or it is older than 20.10
 */
export async function findEngine(env: Environment = process.env): Promise<Engine> {
  const tried = await Promise.allSettled((await engineAddresses(env)).map(askEngine))
  const answered = tried.find((attempt) => attempt.status === 'fulfilled')
  if (answered) return answered.value
  throw mostTelling(tried.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as unknown] : [])))
}

/** Like findEngine, as a record and without throwing; takes 2 s at most. */
export async function probeEngine(env: Environment = process.env): Promise<EngineProbe> {
  try {
    const { version, apiVersion, address } = await findEngine(env)
    return { kind: 'answers', version, apiVersion, address }
  } catch (error) {
    if (!(error instanceof DockerUnavailable)) throw error
    return { kind: error.code === 'absent' ? 'absent' : 'refuses', code: error.code, why: error.why }
  }
}

async function askEngine(address: EngineAddress): Promise<Engine> {
  const where = address.from === 'default' ? address.url : `${address.url} (from ${address.from})`
  try {
    // asked through a client with a time-out of its own, or a silent engine's socket would keep the process alive
    const told = await within(ANSWER_WITHIN_MS, connect(address, { timeout: ANSWER_WITHIN_MS }).version())
    if (isOlder(told.ApiVersion, OLDEST_API)) {
      throw new DockerUnavailable('too-old', `the engine at ${where} is ${told.Version}, at least 20.10 is needed`)
    }
    return {
      docker: connect(address),
      version: told.Version,
      apiVersion: told.ApiVersion,
      arch: told.Arch,
      address: address.url,
    }
  } catch (error) {
    throw error instanceof DockerUnavailable ? error : named(error, where)
  }
}

function connect(address: EngineAddress, options: { readonly timeout?: number } = {}): Dockerode {
  const { url, from } = address
  const path = /^(?:unix|npipe):\/\/(.+)$/.exec(url)?.[1]
  if (path) return new Dockerode({ ...options, socketPath: path })
  if (from === 'DOCKER_HOST') return new Dockerode(options) // it reads process.env itself: TLS with DOCKER_CERT_PATH, ssh
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'tcp:' && protocol !== 'http:') {
    throw new DockerUnavailable('refused', `the context's address ${url} is of an unsupported kind; set DOCKER_HOST`)
  }
  return new Dockerode({ ...options, protocol: 'http', host: hostname, port: Number(port || 2375) })
}

function named(error: unknown, where: string): DockerUnavailable {
  switch (codeOf(error)) {
    case 'ENOENT':
      return new DockerUnavailable('absent', `no engine listens at ${where}`, error)
    case 'EACCES':
    case 'EPERM':
      return new DockerUnavailable('forbidden', `this user may not use ${where}`, error)
    case 'ECONNREFUSED':
      return new DockerUnavailable('refused', `${where} refuses connections, the engine seems to be down`, error)
    case 'ETIMEDOUT':
      return new DockerUnavailable('silent', `${where} does not answer`, error)
    default:
      return new DockerUnavailable('refused', `${where}: ${oneLine(error)}`, error)
  }
}

/** Of several failed sockets, the one nearest to working says most; an absent one says least. */
function mostTelling(reasons: readonly unknown[]): unknown {
  const rank: Readonly<Record<UnavailableCode, number>> = {
    'too-old': 0,
    forbidden: 1,
    silent: 2,
    refused: 3,
    absent: 4,
  }
  const rankOf = (reason: unknown): number => (reason instanceof DockerUnavailable ? rank[reason.code] : -1)
  return reasons.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
}

/** Compares two API versions such as `1.41`. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number)
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(() => tooLate.reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), ms)
  try {
    return await Promise.race([answer, tooLate.promise])
  } finally {
    clearTimeout(timer)
  }
}
