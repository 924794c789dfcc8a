// What a program may ask of its runner. A program is a generator that yields operations; an operation is a plain value
// that carries the type of its answer, so that `const at = yield* now()` is a number. Start here; `kernel.ts` interprets.
//
// No domain word belongs in this room: a call to a store, a disk or another machine is a `Call` to a named port.

import type { Mailbox } from './mailbox.ts'
import type { Task } from './task.ts'

export type Program<T> = Generator<Operation<unknown>, T, unknown>

export type OperationKind =
  | 'now'
  | 'wall-clock'
  | 'sleep'
  | 'random'
  | 'spawn'
  | 'cancel'
  | 'join'
  | 'first-of'
  | 'send'
  | 'receive'
  | 'call'
  | 'record'

export abstract class Operation<Answer> {
  abstract readonly kind: OperationKind;

  *[Symbol.iterator](): Generator<Operation<unknown>, Answer, unknown> {
    return (yield this) as Answer // the only cast: a runner answers each kind with that kind's answer
  }
}

/** How an answer from outside came back. `fail`: it did not happen. `unknown`: it may have happened, or still may. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'fail'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value })
export const fail = (reason: string): Outcome<never> => ({ kind: 'fail', reason })
export const unknown = (reason: string): Outcome<never> => ({ kind: 'unknown', reason })

/** What a program records: a kind and data that survives JSON. The runner adds when, where and in which order. */
export interface Recordable {
  readonly kind: string
}

/** How a task ended: with its value, with an error, or dropped before either. */
export type Ending<T> =
  | { readonly kind: 'returned'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'dropped' }

class Now extends Operation<number> {
  readonly kind = 'now'
}

class WallClock extends Operation<number> {
  readonly kind = 'wall-clock'
}

export class SleepUntil extends Operation<void> {
  readonly kind = 'sleep'
  readonly at: number
  readonly relative: boolean
  constructor(at: number, relative: boolean) {
    super()
    this.at = at
    this.relative = relative
  }
}

export class Random extends Operation<number> {
  readonly kind = 'random'
  readonly bound: number
  constructor(bound: number) {
    super()
    this.bound = bound
  }
}

export class Spawn<T> extends Operation<Task<T>> {
  readonly kind = 'spawn'
  readonly name: string
  readonly program: Program<T>
  constructor(name: string, program: Program<T>) {
    super()
    this.name = name
    this.program = program
  }
}

export class Cancel extends Operation<void> {
  readonly kind = 'cancel'
  readonly task: Task<unknown>
  constructor(task: Task<unknown>) {
    super()
    this.task = task
  }
}

export class Join<T> extends Operation<Ending<T>> {
  readonly kind = 'join'
  readonly task: Task<T>
  constructor(task: Task<T>) {
    super()
    this.task = task
  }
}

type Programs = { readonly [name: string]: Program<unknown> }

/** The program that finished first, by name, with what it returned. */
export type Winner<P extends Programs> = {
  [Name in keyof P]: { readonly winner: Name; readonly value: P[Name] extends Program<infer T> ? T : never }
}[keyof P]

export class FirstOf<P extends Programs> extends Operation<Winner<P>> {
  readonly kind = 'first-of'
  readonly programs: P
  constructor(programs: P) {
    super()
    this.programs = programs
  }
}

export class Send<T> extends Operation<void> {
  readonly kind = 'send'
  readonly mailbox: Mailbox<T>
  readonly message: T
  constructor(mailbox: Mailbox<T>, message: T) {
    super()
    this.mailbox = mailbox
    this.message = message
  }
}

export type Received<T> = { readonly kind: 'message'; readonly message: T } | { readonly kind: 'deadline' }

export class Receive<T> extends Operation<Received<T>> {
  readonly kind = 'receive'
  readonly mailbox: Mailbox<T>
  readonly withinMs: number
  constructor(mailbox: Mailbox<T>, withinMs: number) {
    super()
    this.mailbox = mailbox
    this.withinMs = withinMs
  }
}

/** A request to a port of the host: a store, a disk, the wire. Rooms extend it with their own requests and answers. */
export class Call<Answer> extends Operation<Answer> {
  readonly kind = 'call'
  readonly port: string
  readonly request: unknown
  constructor(port: string, request: unknown) {
    super()
    this.port = port
    this.request = request
  }
}

export class Record extends Operation<void> {
  readonly kind = 'record'
  readonly event: Recordable
  constructor(event: Recordable) {
    super()
    this.event = event
  }
}

const NOW = new Now()
const WALL_CLOCK = new WallClock()

/** Milliseconds since the run began, by a clock that nobody sets: for how long something takes. */
export const now = (): Operation<number> => NOW
/** Milliseconds since the run began, as the host's calendar has it. It may be set, forth and back: for what o'clock it is. */
export const wallClock = (): Operation<number> => WALL_CLOCK
/** Resumes no sooner than `ms` milliseconds from now. */
export const sleep = (ms: number): Operation<void> => new SleepUntil(ms, true)
/** Resumes no sooner than `at` milliseconds after the run began. */
export const sleepUntil = (at: number): Operation<void> => new SleepUntil(at, false)
/** An integer from 0 up to, but not including, `bound`, from the host's own stream. */
export const random = (bound: number): Operation<number> => new Random(bound)
/** Starts a child. It ends with its parent: a task that finishes or is dropped drops all that it spawned. */
export const spawn = <T>(name: string, program: Program<T>): Operation<Task<T>> => new Spawn(name, program)
/** Drops a task and all that it spawned. Nothing of it runs any more, not even a `finally`: that is what a crash is. */
export const cancel = (task: Task<unknown>): Operation<void> => new Cancel(task)
/** Waits for a task's end; a task that threw is told as such, and throws nothing here. */
export const join = <T>(task: Task<T>): Operation<Ending<T>> => new Join(task)
/** Runs programs side by side until one returns, and drops the others. An error of any is thrown here. */
export const firstOf = <P extends Programs>(programs: P): Operation<Winner<P>> => new FirstOf(programs)
/** Puts a message into a mailbox, without waiting. */
export const send = <T>(mailbox: Mailbox<T>, message: T): Operation<void> => new Send(mailbox, message)
/** Takes the oldest message, waiting at most `withinMs` milliseconds (for ever when left out). */
export const receive = <T>(mailbox: Mailbox<T>, withinMs = Infinity): Operation<Received<T>> =>
  new Receive(mailbox, withinMs)
/** Writes an event into the run's history. */
export const record = <E extends Recordable>(event: E): Operation<void> => new Record(event)
