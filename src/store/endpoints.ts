// Which member a client asks: it stays with one that answers, and turns to the next when one does not. Both worlds use
// this one rule, so that a client is stuck to a bad member for as long in one as in the other.

export class Endpoints {
  readonly #members: readonly string[]
  #current = 0

  /** @param members names of the members' machines, the preferred first */
  constructor(members: readonly string[]) {
    this.#members = members
  }

  /** The member to ask now; undefined when there is no store. */
  current(): string | undefined {
    return this.#members[this.#current]
  }

  /** The member did not answer, or not in time: the next call goes to the next one, unless somebody turned already. */
  failed(member: string): void {
    if (this.#members[this.#current] === member) this.#current = (this.#current + 1) % this.#members.length
  }
}
