// One request of a client, from the moment it leaves until its answer is there, or is not waited for any more. It has
// two ends that know nothing of each other: the client may have given up while the member still works on it.

import type { Reply } from '../../../runtime/host.ts'
import { type Outcome } from '../../../runtime/operation.ts'
import { FAILURES, type StoreRequest } from '../../../store/contract.ts'
import type { Endpoints } from '../../../store/endpoints.ts'
import { isReadOnly } from '../../../store/txn.ts'
import type { Network, Node } from '../network.ts'
import type { Member } from './member.ts'

/** Where a client is and how it chooses its member. */
export interface ClientEnd {
  readonly node: Node
  readonly endpoints: Endpoints
  readonly network: Network
}

export class StoreCall {
  readonly request: StoreRequest
  readonly client: ClientEnd
  readonly reply: Reply
  /** The member that was asked. It answers, whoever did the work. */
  readonly member: Member
  /** The client's end: it has its outcome. */
  settled = false
  /** The member's end: it has answered, or has forgotten the call in a crash. */
  answered = false
  /** `waiting`: the member knows no leader yet. `sent`: handed to one. */
  stage: 'arriving' | 'waiting' | 'sent' = 'arriving'

  constructor(request: StoreRequest, client: ClientEnd, reply: Reply, member: Member) {
    this.request = request
    this.client = client
    this.reply = reply
    this.member = member
  }

  /** Whether it may be asked again without harm when the leader it was sent to is lost. */
  get isRead(): boolean {
    return this.request.kind === 'range' || (this.request.kind === 'txn' && isReadOnly(this.request))
  }

  /** The member answers. */
  respond(outcome: Outcome<unknown>): void {
    if (this.answered) return
    this.answered = true
    this.client.network.send(this.member.node, this.client.node, () => this.settle(outcome))
  }

  /** The client has an outcome; whatever comes later is dropped. */
  settle(outcome: Outcome<unknown>): void {
    if (this.settled) return
    this.settled = true
    if (outcome.kind === 'unknown' || (outcome.kind === 'fail' && outcome.reason === FAILURES.unreachable)) {
      this.client.endpoints.failed(this.member.name)
    }
    this.reply.answer(outcome)
  }
}
