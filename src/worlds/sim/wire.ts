// The simulated wire: requests between hosts as messages on the simulated network. A host that is off answers nothing;
// one that runs but serves no such name refuses.

import type { Port, Reply } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Mailbox } from '../../runtime/mailbox.ts'
import { fail, ok, unknown } from '../../runtime/operation.ts'
import type { VirtualTimers } from '../../runtime/virtual.ts'
import type { Incoming, Json, WireRequest } from '../../runtime/wire.ts'
import type { Network, Node } from './network.ts'

type Services = Map<string, Mailbox<Incoming>>

/** A request that was delivered and not yet answered. */
interface Pending {
  readonly from: Node
  readonly to: Node
  readonly reply: Reply
}

export class Wire {
  readonly #kernel: Kernel
  readonly #timers: VirtualTimers
  readonly #network: Network
  readonly #hosts = new Map<Node, Services>()
  readonly #pending = new Map<number, Pending>()
  #tokens = 0

  constructor(kernel: Kernel, timers: VirtualTimers, network: Network) {
    this.#kernel = kernel
    this.#timers = timers
    this.#network = network
  }

  /** The host at this node runs from now on; it serves nothing yet. */
  up(node: Node): void {
    this.#hosts.set(node, new Map())
  }

  /** The host at this node is gone, and what it served with it. */
  down(node: Node): void {
    this.#hosts.delete(node)
    for (const [token, pending] of this.#pending) if (pending.to === node) this.#pending.delete(token)
  }

  /** The wire port of the host at a node. */
  port(node: Node): Port {
    return (raw, reply) => {
      const request = raw as WireRequest // the wire's port is called through runtime/wire.ts alone
      switch (request.kind) {
        case 'serve':
          this.#hosts.get(node)?.set(request.service, request.mailbox)
          reply.answer(undefined)
          return
        case 'respond':
          this.#respond(request.token, request.body)
          reply.answer(undefined)
          return
        case 'request':
          this.#timers.callAt(this.#timers.now() + request.withinMs, () => reply.answer(unknown('no answer in time')))
          this.#request(node, `os:${request.host}`, request.service, request.body, reply)
      }
    }
  }

  #request(from: Node, to: Node, service: string, body: Json, reply: Reply): void {
    this.#network.send(from, to, () => {
      const services = this.#hosts.get(to)
      if (!services) return
      const mailbox = services.get(service)
      if (!mailbox) {
        this.#network.send(to, from, () => reply.answer(fail('unreachable')))
        return
      }
      const token = ++this.#tokens
      this.#pending.set(token, { from, to, reply })
      this.#kernel.deliver(mailbox, { body, token })
    })
  }

  #respond(token: number, body: Json): void {
    const pending = this.#pending.get(token)
    if (!pending) return
    this.#pending.delete(token)
    this.#network.send(pending.to, pending.from, () => pending.reply.answer(ok(body)))
  }
}
