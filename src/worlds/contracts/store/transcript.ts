// Runs a generated sequence and writes down what the store said, in a form in which two stores can be compared: without
// the prefix, with revisions counted from the start of the sequence and leases by the order of granting.

import { Mailbox } from '../../../runtime/mailbox.ts'
import type { Outcome, Program } from '../../../runtime/operation.ts'
import * as store from '../../../store/contract.ts'
import { good, next, read, write } from './bench.ts'
import { type Change, type Check, KEYS, type Look, type Step } from './steps.ts'

const TTL_SECONDS = 600

interface Sequence {
  readonly prefix: string
  /** The revision from which all others are counted. */
  readonly start: number
  readonly leases: string[]
}

export function* transcript(prefix: string, steps: readonly Step[]): Program<readonly unknown[]> {
  const start = yield* write(`${prefix}start`, '') // so that the start is after whatever was compacted before
  const sequence: Sequence = { prefix, start, leases: [] }
  const live = new Mailbox<store.WatchMessage>()
  const watching = yield* good(
    store.watch({ key: prefix, rangeEnd: store.prefixEnd(prefix), fromRevision: start + 1, mailbox: live }),
  )
  const said: unknown[] = []
  for (const step of steps) said.push(normal(yield* take(step, sequence), sequence))
  yield* write(`${prefix}end`, '') // etcd tells no progress to a watch whose first revision is not there yet
  said.push(normal(yield* told(watching, live), sequence))
  for (const lease of sequence.leases) yield* store.leaseRevoke(lease)
  return said
}

function* take(step: Step, sequence: Sequence): Program<unknown> {
  const leaseOf = (number: number): string => sequence.leases[number] ?? `${number + 1}`
  switch (step.kind) {
    case 'put':
      return yield* store.put(change(step, sequence) as store.Put)
    case 'delete':
      return yield* store.remove(change(step, sequence) as store.Delete)
    case 'range':
      return yield* store.range(look(step, sequence))
    case 'txn':
      return yield* store.txn({
        compares: step.checks.map((check) => compare(check, sequence)),
        then: step.then.map((inner) => (inner.kind === 'range' ? look(inner, sequence) : change(inner, sequence))),
        otherwise: step.otherwise.map((inner) =>
          inner.kind === 'range' ? look(inner, sequence) : change(inner, sequence),
        ),
      })
    case 'compact':
      return yield* store.compact(sequence.start + step.at)
    case 'grant': {
      const outcome: Outcome<store.LeaseAnswer> = yield* store.leaseGrant(TTL_SECONDS)
      if (outcome.kind === 'ok') sequence.leases.push(outcome.value.lease)
      return outcome
    }
    case 'revoke':
      return yield* store.leaseRevoke(leaseOf(step.lease))
    case 'keep-alive':
      return yield* store.leaseKeepAlive(leaseOf(step.lease))
    case 'time-to-live':
      return yield* store.leaseTimeToLive(leaseOf(step.lease))
    case 'watch': {
      const { prefix, start } = sequence
      const mailbox = new Mailbox<store.WatchMessage>()
      const { revision } = yield* read(prefix)
      const fromRevision = Math.min(start + step.from, revision)
      const request = { key: prefix, rangeEnd: store.prefixEnd(prefix), fromRevision, mailbox }
      return yield* told(yield* good(store.watch(request)), mailbox)
    }
  }
}

/** All that a watch tells up to the present, or to its end. */
function* told(watch: store.WatchId, mailbox: Mailbox<store.WatchMessage>): Program<store.WatchMessage[]> {
  yield* store.requestProgress(watch) // fails where the watch has ended; then its last message says so
  const messages = []
  for (;;) {
    const message = yield* next(mailbox)
    messages.push(message)
    if (message.kind !== 'events') break
  }
  yield* good(store.cancelWatch(watch))
  return messages
}

function span(key: number, to: number | null, { prefix }: Sequence): { key: string; rangeEnd?: string } {
  const from = prefix + KEYS[key]
  if (to === null) return { key: from }
  return { key: from, rangeEnd: to < KEYS.length ? prefix + KEYS[to] : store.prefixEnd(prefix) }
}

function change(step: Change, sequence: Sequence): store.Put | store.Delete {
  if (step.kind === 'delete') return { kind: 'delete', ...span(step.key, step.to, sequence) }
  const lease = step.lease === null ? {} : { lease: sequence.leases[step.lease] ?? `${step.lease + 1}` }
  return { kind: 'put', key: sequence.prefix + KEYS[step.key], value: step.value, ...lease }
}

const look = (step: Look, sequence: Sequence): store.Range => ({
  kind: 'range',
  ...span(step.key, step.to, sequence),
  limit: step.limit,
  ...(step.at === null ? {} : { revision: sequence.start + step.at }),
})

function compare(check: Check, sequence: Sequence): store.Compare {
  const { relation } = check
  const key = sequence.prefix + KEYS[check.key]
  switch (check.target) {
    case 'version':
      return { key, relation, target: check.target, operand: check.operand }
    case 'create-revision':
    case 'mod-revision': {
      const operand = check.operand === 0 ? 0 : sequence.start + check.operand
      return { key, relation, target: check.target, operand }
    }
    case 'value':
      return { key, relation, target: 'value', operand: check.operand }
    case 'lease': {
      const operand = check.operand === null ? '0' : (sequence.leases[check.operand] ?? `${check.operand + 1}`)
      return { key, relation, target: 'lease', operand }
    }
  }
}

const REVISIONS: readonly string[] = ['revision', 'createRevision', 'modRevision', 'compactRevision']

/** What was said, made comparable. */
function normal(said: unknown, sequence: Sequence): unknown {
  const { prefix, start, leases } = sequence
  const replacer = (name: string, value: unknown): unknown => {
    if (typeof value === 'number' && REVISIONS.includes(name)) return value - start
    if (name === 'ttlSeconds') return value === -1 ? 'gone' : 'alive' // how long it has left depends on the clock
    if (typeof value === 'string' && name === 'lease')
      return leases.includes(value) ? `#${leases.indexOf(value)}` : value
    return typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : value
  }
  return JSON.parse(JSON.stringify(said, replacer) ?? 'null')
}
