// FleetLock on paper: what a machine and a lock server say to each other over HTTP. Values only; `server.ts` does the
// work behind an answer and `strategy.ts` does the asking.
//
// Source: zincati docs/development/fleetlock/protocol.md; error kinds and status codes as in airlock internal/herrors and
// internal/server. airlock takes any method and poseidon/fleetlock POST alone; the protocol says POST, and so does this.

/** `pre-reboot` takes a slot, `steady-state` gives it back. */
export type FleetLockOperation = 'pre-reboot' | 'steady-state'

/** Nothing that the protocol needs is longer, in bytes. */
export const MOST_BODY_BYTES = 64 * 1024

/** The header that tells a client of the protocol from a form on some web page; its value is `true`. */
export const PROTOCOL_HEADER = 'fleet-lock-protocol'

/** A request as it came, not to be trusted in anything. */
export interface FleetLockRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The value of `fleet-lock-protocol`; undefined: there was none. */
  readonly header: string | undefined
  /** The body's text; undefined: it had more than `MOST_BODY_BYTES` and was not kept. */
  readonly body: string | undefined
}

/** Whom a well-formed request is from, and what it asks. */
export interface Asked {
  readonly operation: FleetLockOperation
  readonly id: string
  readonly group: string
}

/** The status code of each kind of error. The last three are no part of the protocol: such a request was never one. */
const STATUS = {
  invalid_client_identity: 400,
  unknown_group: 400,
  failed_sem_init: 500,
  failed_lock: 500,
  not_found: 404,
  method_not_allowed: 405,
  body_too_long: 413,
} as const

export type FleetLockErrorKind = keyof typeof STATUS

/** What is said with any status but 200; `kind` is for programs, `value` for people. */
export interface FleetLockError<Kind extends string = string> {
  readonly kind: Kind
  readonly value: string
}

export interface FleetLockReply {
  readonly status: number
  readonly body?: FleetLockError<FleetLockErrorKind>
}

export const GRANTED: FleetLockReply = { status: 200 }

export const refusal = (kind: FleetLockErrorKind, value: string): FleetLockReply => ({
  status: STATUS[kind],
  body: { kind, value },
})

/** The text of an error, as airlock writes it: these two fields, in this order, without a space. */
export const encodeError = ({ kind, value }: FleetLockError): string => JSON.stringify({ kind, value })

export type Parsed =
  { readonly kind: 'asked'; readonly asked: Asked } | { readonly kind: 'refused'; readonly reply: FleetLockReply }

/** Reads a request. Refused are wrong paths, methods, headers and bodies, in this order, each with its reply. */
export function parseRequest({ method, path, header, body }: FleetLockRequest): Parsed {
  const operation = OPERATIONS.get(path)
  if (operation === undefined)
    return refused('not_found', `no such path, expected ${[...OPERATIONS.keys()].join(' or ')}`)
  if (method !== 'POST') return refused('method_not_allowed', 'only POST is allowed')
  if (header !== 'true') return refused('invalid_client_identity', `the header ${PROTOCOL_HEADER} is not "true"`)
  if (body === undefined) return refused('body_too_long', `the body has more than ${MOST_BODY_BYTES} bytes`)
  const client = clientOf(body)
  if (client === undefined) {
    return refused('invalid_client_identity', 'the body is not {"client_params":{"id":"<text>","group":"<text>"}}')
  }
  const { id, group } = client
  if (id === '') return refused('invalid_client_identity', 'the id is empty')
  // half a character: JSON can spell it, but UTF-8 cannot, and two such ids would become one in another program's hands
  if (!id.isWellFormed()) return refused('invalid_client_identity', 'the id is no text')
  if (!isGroupName(group))
    return refused('invalid_client_identity', 'the group is empty, or not of A-Z a-z 0-9 . - alone')
  return { kind: 'asked', asked: { operation, id, group } }
}

/** What a group may be called in this protocol; locksmith's groups have more freedom, and one without a name. */
export const isGroupName = (text: string): boolean => /^[a-zA-Z0-9.-]+$/.test(text)

/** A request of the protocol, without the method, which is POST, and the server's base address. */
export interface Posted {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a client has to send. */
export const requestOf = (operation: FleetLockOperation, id: string, group: string): Posted => ({
  path: `/v1/${operation}`,
  headers: { 'content-type': 'application/json', [PROTOCOL_HEADER]: 'true' },
  body: JSON.stringify({ client_params: { id, group } }),
})

/** What an answer means to a client. Why it was refused is for a person to read: whatever it is, asking again is all. */
export type Understood =
  | { readonly kind: 'granted' }
  /** `error`: what the server said; undefined when that was nothing of this protocol, as from a proxy. */
  | { readonly kind: 'refused'; readonly status: number; readonly error: FleetLockError | undefined }

/** Reads an answer. 200 alone grants, whatever its body says. */
export const understand = (status: number, body: string): Understood =>
  status === 200 ? { kind: 'granted' } : { kind: 'refused', status, error: errorOf(body) }

const OPERATIONS: ReadonlyMap<string, FleetLockOperation> = new Map([
  ['/v1/pre-reboot', 'pre-reboot'],
  ['/v1/steady-state', 'steady-state'],
])

const refused = (kind: FleetLockErrorKind, value: string): Parsed => ({ kind: 'refused', reply: refusal(kind, value) })

/** Undefined when it is of another shape; fields that are not known are ignored. */
function clientOf(body: string): Pick<Asked, 'id' | 'group'> | undefined {
  const { id, group } = fieldsOf(fieldsOf(parsed(body))['client_params'])
  return typeof id === 'string' && typeof group === 'string' ? { id, group } : undefined
}

function errorOf(body: string): FleetLockError | undefined {
  const { kind, value } = fieldsOf(parsed(body))
  return typeof kind === 'string' && typeof value === 'string' ? { kind, value } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
