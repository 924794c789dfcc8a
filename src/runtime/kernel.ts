// The interpreter of programs, the same for both runners: the tree of tasks, mailboxes, first-of, calls. A runner
// differs only in its timers. There is no promise here: a task runs until it must wait, and whoever has its answer
// resumes it.

import type { Deferred, Host, Reply } from './host.ts'
import type { Mailbox } from './mailbox.ts'
import {
  type Call,
  type Cancel,
  type Ending,
  type FirstOf,
  type Join,
  type Operation,
  type Program,
  type Random,
  type Receive,
  type Received,
  type Record,
  type Send,
  type SleepUntil,
  type Spawn,
} from './operation.ts'
import { Task } from './task.ts'
import type { Timers } from './timers.ts'

const DEADLINE: Received<never> = { kind: 'deadline' }
const DROPPED: Ending<never> = { kind: 'dropped' }

/** Wakes a task that waits at a mailbox. The message stays there until the task resumes: its deadline may come first. */
const ARRIVED = Symbol('arrived')

/** What `#interpret` says when the answer comes later. */
const WAIT = Symbol('wait')

class TaskReply implements Reply {
  readonly #kernel: Kernel
  readonly #task: Task<unknown>
  readonly #epoch: number

  constructor(kernel: Kernel, task: Task<unknown>, epoch: number) {
    this.#kernel = kernel
    this.#task = task
    this.#epoch = epoch
  }

  get open(): boolean {
    return this.#task.epoch === this.#epoch && this.#task.ending === undefined
  }

  answer(value: unknown): void {
    this.#kernel.wake(this.#task, this.#epoch, value)
  }
}

export class Kernel {
  readonly timers: Timers
  /** Resumptions so far: what a bench calls events. */
  resumed = 0
  readonly #frozen = new Map<Host, Deferred[]>()
  /** Set while a task is being resumed: a wake-up that arrives meanwhile waits its turn, so that tasks never nest. */
  #running = false
  readonly #ready: Deferred[] = []

  constructor(timers: Timers) {
    this.timers = timers
  }

  /** Starts a root task on a host. It runs at once, up to its first wait. */
  start<T>(name: string, host: Host, program: Program<T>, onEnd?: (ending: Ending<T>) => void): Task<T> {
    const task = new Task<T>(name, host, undefined, program)
    if (onEnd) task.onEnd.push(() => onEnd(task.ending as Ending<T>))
    this.wake(task, 0, undefined)
    return task
  }

  /** Resumes a task that waits with this epoch; anything else is a late answer and is dropped. */
  wake(task: Task<unknown>, epoch: number, value: unknown): void {
    if (task.epoch !== epoch || task.ending !== undefined) return
    if (task.host.frozen) {
      const waiting = this.#frozen.get(task.host)
      if (waiting) waiting.push({ task, epoch, value })
      else this.#frozen.set(task.host, [{ task, epoch, value }])
      return
    }
    if (this.#running) {
      this.#ready.push({ task, epoch, value })
      return
    }
    this.#running = true
    try {
      this.#resume(task, value)
      if (this.#ready.length > 0) this.#drain()
    } finally {
      this.#running = false
    }
  }

  /** What a timer calls: ends a `sleep`, or a `receive` whose deadline this is. */
  expire(task: Task<unknown>, epoch: number): void {
    this.wake(task, epoch, task.receiving ? DEADLINE : undefined)
  }

  /** Puts a message into a mailbox from outside any program. */
  deliver<T>(mailbox: Mailbox<T>, message: T): void {
    mailbox.messages.push(message)
    const { waiting } = mailbox
    if (!waiting) return
    mailbox.waiting = undefined
    this.wake(waiting, mailbox.waitingEpoch, ARRIVED)
  }

  /** Drops a task and its children without running another line of them. */
  drop(task: Task<unknown>): void {
    this.#end(task, DROPPED)
  }

  /** Thaws a host; what fell due while it was frozen resumes now, in the order in which it fell due. */
  unfreeze(host: Host): void {
    host.frozen = false
    const waiting = this.#frozen.get(host)
    if (!waiting) return
    this.#frozen.delete(host)
    for (const { task, epoch, value } of waiting) this.wake(task, epoch, value)
  }

  #drain(): void {
    for (let i = 0; i < this.#ready.length; i++) {
      const { task, epoch, value } = this.#ready[i] as Deferred
      if (task.epoch !== epoch || task.ending !== undefined) continue
      if (task.host.frozen) {
        this.#running = false
        this.wake(task, epoch, value)
        this.#running = true
      } else {
        this.#resume(task, value)
      }
    }
    this.#ready.length = 0
  }

  #resume(task: Task<unknown>, value: unknown): void {
    const program = task.program
    let answer = value === ARRIVED ? { kind: 'message', message: task.receiving?.messages.shift() } : value
    task.receiving = undefined
    for (;;) {
      task.epoch++
      this.resumed++
      let step: IteratorResult<Operation<unknown>, unknown>
      try {
        step = answer instanceof Thrown ? program.throw(answer.error) : program.next(answer)
      } catch (error) {
        this.#end(task, { kind: 'threw', error })
        return
      }
      if (step.done) {
        this.#end(task, { kind: 'returned', value: step.value })
        return
      }
      answer = this.#interpret(task, step.value)
      if (answer === WAIT || task.ending !== undefined) return
    }
  }

  #interpret(task: Task<unknown>, operation: Operation<unknown>): unknown {
    switch (operation.kind) {
      case 'now':
        return this.timers.now()
      case 'wall-clock':
        return this.timers.now() + (task.host.skewMs ?? 0)
      case 'sleep': {
        const { at, relative } = operation as SleepUntil
        const now = this.timers.now()
        this.timers.wakeAt(relative ? now + Math.max(0, at) : Math.max(now, at), task, task.epoch)
        return WAIT
      }
      case 'random':
        return task.host.random.below((operation as Random).bound)
      case 'record':
        task.host.record((operation as Record).event)
        return undefined
      case 'send': {
        const { mailbox, message } = operation as Send<unknown>
        this.deliver(mailbox, message)
        return undefined
      }
      case 'receive': {
        const { mailbox, withinMs } = operation as Receive<unknown>
        if (mailbox.messages.length > 0) return { kind: 'message', message: mailbox.messages.shift() }
        task.receiving = mailbox
        mailbox.waiting = task
        mailbox.waitingEpoch = task.epoch
        if (withinMs !== Infinity) {
          this.timers.wakeAt(this.timers.now() + Math.max(0, withinMs), task, task.epoch)
        }
        return WAIT
      }
      case 'call': {
        const { port, request } = operation as Call<unknown>
        const handler = task.host.ports[port]
        if (!handler) throw new Error(`host ${task.host.name} has no port "${port}"`)
        handler(request, new TaskReply(this, task, task.epoch))
        return WAIT
      }
      case 'spawn': {
        const { name, program } = operation as Spawn<unknown>
        return this.#spawn(task, name, program)
      }
      case 'cancel':
        this.#end((operation as Cancel).task, DROPPED)
        return undefined
      case 'join': {
        const joined = (operation as Join<unknown>).task
        if (joined.ending) return joined.ending
        const epoch = task.epoch
        joined.onEnd.push((ending) => this.wake(task, epoch, ending))
        return WAIT
      }
      case 'first-of': {
        this.#race(task, (operation as FirstOf<{ readonly [name: string]: Program<unknown> }>).programs)
        return WAIT
      }
    }
  }

  #spawn(parent: Task<unknown>, name: string, program: Program<unknown>): Task<unknown> {
    const child = new Task<unknown>(name, parent.host, parent, program)
    parent.children.add(child)
    this.wake(child, 0, undefined)
    return child
  }

  #race(task: Task<unknown>, programs: { readonly [name: string]: Program<unknown> }): void {
    const epoch = task.epoch
    const racers: Task<unknown>[] = []
    const names = Object.keys(programs)
    for (const name of names) {
      const racer = new Task<unknown>(name, task.host, task, programs[name] as Program<unknown>)
      task.children.add(racer)
      racers.push(racer)
      racer.onEnd.push((ending) => {
        if (ending.kind === 'dropped' || task.epoch !== epoch) return
        for (const other of racers) if (other !== racer) this.#end(other, DROPPED)
        this.wake(
          task,
          epoch,
          ending.kind === 'threw' ? new Thrown(ending.error) : { winner: name, value: ending.value },
        )
      })
    }
    for (const racer of racers) this.wake(racer, 0, undefined)
  }

  #end(task: Task<unknown>, ending: Ending<unknown>): void {
    if (task.ending !== undefined) return
    task.ending = ending
    task.parent?.children.delete(task)
    for (const child of task.children) this.#end(child, DROPPED)
    const heard = task.parent !== undefined && task.onEnd.length > 0 // somebody joins it, or races it
    if (ending.kind === 'threw' && !heard) task.host.crashed(task.name, ending.error)
    for (const listener of task.onEnd) listener(ending)
  }
}

/** An error to be thrown into the task that waits. */
class Thrown {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}
