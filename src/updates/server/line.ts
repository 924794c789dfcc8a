// Requests that are answered together, as a database commits a group: who comes while a batch is under way waits for the
// next one. One of those who wait answers for all, and then hands over. It may be dropped in the middle (its client hung up);
// whoever
// waits, or comes, notices that nothing moves, and goes on in its place.

import { Mailbox } from '../../runtime/mailbox.ts'
import { now, type Program, receive, send } from '../../runtime/operation.ts'

/** How long nothing may move before somebody else takes the lead, in ms. To lead at once by mistake does no harm. */
const PATIENCE_MS = 2_000

type Word<Answer> = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'lead' }

interface Place<Request, Answer> {
  readonly request: Request
  readonly mailbox: Mailbox<Word<Answer>>
}

export interface Together<Request, Answer> {
  /** Answers all of them, in their order. It may be cut short, and is then called again with the same requests. */
  readonly answerAll: (requests: readonly Request[]) => Program<readonly Answer[]>
  /** Two requests with the same name are never answered together. */
  readonly nameOf: (request: Request) => string
  /** Those with a smaller one come first in their batch. */
  readonly rankOf: (request: Request) => number
  /** How many are answered together at most. */
  readonly most: number
}

export class Line<Request, Answer> {
  readonly #together: Together<Request, Answer>
  #waiting: readonly Place<Request, Answer>[] = []
  #led = false
  /** When a batch was begun last. */
  #ledAt = -Infinity
  /** Grows with each batch. */
  #moved = 0

  constructor(together: Together<Request, Answer>) {
    this.#together = together
  }

  *ask(request: Request): Program<Answer> {
    const place: Place<Request, Answer> = { request, mailbox: new Mailbox() }
    this.#waiting = [...this.#waiting, place]
    if (!this.#led || (yield* now()) - this.#ledAt > PATIENCE_MS) yield* this.#lead()
    for (;;) {
      const moved = this.#moved
      const received = yield* receive(place.mailbox, PATIENCE_MS)
      if (received.kind === 'message' && received.message.kind === 'answer') return received.message.answer
      if (received.kind === 'message' || this.#moved === moved) yield* this.#lead()
    }
  }

  /** Answers one batch, and hands over to whoever is first then. */
  *#lead(): Program<void> {
    this.#led = true
    this.#ledAt = yield* now()
    const batch = this.#next()
    const answers = yield* this.#together.answerAll(batch.map(({ request }) => request))
    this.#moved++
    this.#waiting = this.#waiting.filter((place) => !batch.includes(place))
    const [successor] = this.#waiting
    this.#led = successor !== undefined
    if (successor) yield* send(successor.mailbox, { kind: 'lead' })
    for (const [index, { mailbox }] of batch.entries()) {
      yield* send(mailbox, { kind: 'answer', answer: answers[index] as Answer }) // one for each request
    }
  }

  #next(): readonly Place<Request, Answer>[] {
    const { nameOf, rankOf, most } = this.#together
    const names = new Set<string>()
    const batch = this.#waiting.filter(({ request }) => {
      const name = nameOf(request)
      if (names.size === most || names.has(name)) return false
      names.add(name)
      return true
    })
    return batch.toSorted((a, b) => rankOf(a.request) - rankOf(b.request))
  }
}
