// Sends one request with a single answer, in etcd3's raw clients, and translates the answer. Watches are in `watch.ts`.

import { type ICallable, KVClient, LeaseClient } from 'etcd3'
import {
  FAILURES,
  type LeaseAnswer,
  type LeaseId,
  type LeaseStatus,
  type StoreRequest,
  type Txn,
} from '../../../store/contract.ts'
import { fail, ok, type Outcome } from '../../../runtime/operation.ts'
import * as translate from './translate.ts'

/** Everything that has exactly one answer from a member. */
export type MemberRequest = Exclude<StoreRequest, { readonly kind: 'watch' | 'cancel-watch' | 'progress' }>

export interface Attempt {
  readonly via: ICallable<unknown>
  /** Unix time in milliseconds. The member is told, and gives up then too. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** Rejects with what gRPC says when there is no answer; `judge` knows what that means. */
export async function perform(request: MemberRequest, attempt: Attempt): Promise<Outcome<unknown>> {
  const kv = new KVClient(attempt.via)
  const leases = new LeaseClient(attempt.via)
  const options = { deadline: attempt.deadline }
  switch (request.kind) {
    case 'range':
      return ok(translate.fromRange(await kv.range(translate.toRange(request), options)))
    case 'put':
      return ok(translate.fromPut(await kv.put(translate.toPut(request), options)))
    case 'delete':
      return ok(translate.fromDelete(await kv.deleteRange(translate.toDelete(request), options)))
    case 'txn':
      return ok(translate.fromTxn(await kv.txn(translate.toTxn(request), options), request))
    case 'compact': {
      const answer = await kv.compact({ revision: request.revision }, options)
      return ok({ revision: translate.revisionOf(answer.header) })
    }
    case 'lease-grant': {
      const answer = await leases.leaseGrant({ TTL: request.ttlSeconds }, options)
      return ok({ lease: answer.ID, ttlSeconds: Number(answer.TTL) } satisfies LeaseAnswer)
    }
    case 'lease-revoke':
      await leases.leaseRevoke({ ID: request.lease }, options)
      return ok(undefined)
    case 'lease-keep-alive':
      return keepAlive(leases, request.lease, attempt)
    case 'lease-time-to-live': {
      const answer = await leases.leaseTimeToLive({ ID: request.lease, keys: true }, options)
      return ok({
        lease: request.lease,
        ttlSeconds: Number(answer.TTL),
        grantedTtlSeconds: Number(answer.grantedTTL),
        keys: answer.keys.map((key) => key.toString('utf8')).toSorted(),
      } satisfies LeaseStatus)
    }
  }
}

/** One keep-alive on a stream of its own. etcd answers with a TTL of 0 for a lease that is gone. */
async function keepAlive(leases: LeaseClient, lease: LeaseId, attempt: Attempt): Promise<Outcome<LeaseAnswer>> {
  const stream = await leases.leaseKeepAlive({ deadline: attempt.deadline })
  const cancel = (): void => stream.cancel()
  attempt.signal.addEventListener('abort', cancel, { once: true })
  try {
    return await new Promise((resolve, reject) => {
      stream.on('error', reject)
      stream.on('end', () => reject(new Error('the stream ended without an answer')))
      stream.on('data', ({ TTL }) =>
        resolve(TTL === '0' ? fail(FAILURES.leaseNotFound) : ok({ lease, ttlSeconds: Number(TTL) })),
      )
      stream.write({ ID: lease })
    })
  } finally {
    attempt.signal.removeEventListener('abort', cancel)
    stream.cancel()
  }
}

/**
 * A transaction that names a revision to read makes etcd's members differ for ever when that revision is compacted or
 * not there yet: the member that was asked refuses it all, the others drop the read and apply the rest (etcd issue 18667;
 * seen in 3.6.16). So none is sent.
 */
export function readsThePast({ then, otherwise }: Txn): boolean {
  return [...then, ...otherwise].some((step) => step.kind === 'range' && (step.revision ?? 0) > 0)
}
