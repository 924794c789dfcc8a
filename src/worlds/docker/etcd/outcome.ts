// What became of a request that got no proper answer: it surely did not happen, or nobody knows. A wrong `fail` would
// let a program do a thing twice, so everything that is not known to be harmless is `unknown`.
//
// The wording is read from the status details, because gRPC has one code, UNAVAILABLE, for a refused connection and for
// a connection torn in the middle of a request. Where each text comes from (grpc-js 1.14, etcd 3.5 to 3.7):
//
//   nothing was sent yet
//     "No connection established…"           picker.js, load-balancer-pick-first.js: no subchannel is ready
//     "Name resolution failed for target…"   resolver-dns.js
//     "Channel closed before call started"   internal-channel.js, close(): still queued
//     "Failed to start HTTP/2 stream…"       load-balancing-call.js, progress NOT_STARTED
//   sent, but declared unprocessed by the server
//     "Stream refused by server"             subchannel-call.js: RST_STREAM REFUSED_STREAM, RFC 9113 section 8.7
//   sent, and then the connection went: it may have happened
//     "Connection dropped", "read ECONNRESET", "Write error…", "Received RST_STREAM…"   subchannel-call.js
//   said by etcd before the request was proposed, or as the refusal that was its application
//     api/v3rpc/rpctypes/error.go

import { fail, unknown, type Outcome } from '../../../runtime/operation.ts'
import { FAILURES, type StoreRequest } from '../../../store/contract.ts'
import { isTokenRefused } from './access.ts'
import { CallFailed } from './member-channel.ts'

export const SILENT = 'no answer in time'
export const NO_ANSWER = unknown(SILENT)

/** The outcome, and whether the way to this member is bad: then its channel is dropped and the next member is tried. */
export interface Judgement {
  readonly outcome: Outcome<never>
  readonly member: 'fine' | 'turn away' | 'turn away and drop the channel'
}

const INVALID_ARGUMENT = 3
const DEADLINE_EXCEEDED = 4

const NOT_SENT =
  /^(No connection established|Name resolution failed|Channel closed before call started|Failed to start HTTP\/2 stream|Stream refused by server)/

const REFUSED_BY_ETCD: readonly (readonly [text: string, reason: string])[] = [
  ['etcdserver: mvcc: required revision has been compacted', FAILURES.compacted],
  ['etcdserver: mvcc: required revision is a future revision', FAILURES.futureRevision],
  ['etcdserver: requested lease not found', FAILURES.leaseNotFound],
  ['etcdserver: too large lease TTL', FAILURES.invalid],
  ['etcdserver: permission denied', FAILURES.forbidden],
  ['etcdserver: authentication failed, invalid user ID or password', FAILURES.unauthenticated],
]

/** Refused for want of a leader. A proposal dropped by raft on this member (raft.ErrProposalDropped) was not appended. */
const NO_LEADER: readonly string[] = ['etcdserver: no leader', 'etcdserver: not leader', 'raft proposal dropped']

/** Judges what a call rejected with. */
export function judge(error: unknown, kind: StoreRequest['kind']): Judgement {
  const { code, details } = statusOf(error)
  if (NOT_SENT.test(details)) return { outcome: fail(FAILURES.unreachable), member: 'turn away and drop the channel' }
  if (code === DEADLINE_EXCEEDED) return { outcome: NO_ANSWER, member: 'turn away and drop the channel' }
  const refusal = REFUSED_BY_ETCD.find(([text]) => details === text)
  if (refusal) return { outcome: fail(refusal[1]), member: 'fine' }
  // the channel has the token, so a stream's next one begins with a new channel
  if (isTokenRefused(details)) {
    return { outcome: fail(FAILURES.unauthenticated), member: 'turn away and drop the channel' }
  }
  if (code === INVALID_ARGUMENT) return { outcome: fail(FAILURES.invalid), member: 'fine' }
  if (NO_LEADER.includes(details)) {
    // A keep-alive is not proposed but passed on to the leader, perhaps to several in turn before the member gives up.
    const outcome = kind === 'lease-keep-alive' ? unknown(FAILURES.noLeader) : fail(FAILURES.noLeader)
    return { outcome, member: 'turn away' }
  }
  // "etcdserver: request timed out", "leader changed", "server stopped", "too many requests" and torn connections.
  return { outcome: unknown(details), member: 'turn away and drop the channel' }
}

function statusOf(error: unknown): { readonly code: number | undefined; readonly details: string } {
  if (error instanceof CallFailed) return error
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof Error)) return { code: undefined, details: message }
  // A stream's error is grpc-js's own, with both fields; etcd3's ClientClosedError has neither: nothing was sent.
  if ('code' in error && 'details' in error) return { code: Number(error.code), details: String(error.details) }
  if (error.constructor.name === 'ClientClosedError') {
    return { code: undefined, details: 'Channel closed before call started' }
  }
  return { code: undefined, details: message }
}
