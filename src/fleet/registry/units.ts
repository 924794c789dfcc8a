// What changes a unit: each a single transaction that says whether it found what it expected. The engine's and the
// agents' own writes are theirs.
//
// Historically these were writes one after the other with no condition, and the last one won: a unit could exist by half,
// and whoever replaced one replaced whatever stood there by then.

import type { FleetFact } from '../../history/event.ts'
import { ok, type Outcome, type Program, random, record } from '../../runtime/operation.ts'
import { type Compare, txn, type Txn, type TxnAnswer } from '../../store/contract.ts'
import { readUnit } from '../read-unit.ts'
import type { TargetState, UnitName } from '../unit.ts'
import { encodeJob } from './codecs.ts'
import { jobKey } from './keys.ts'

/** `revision`: the write's own, or one at which it found things as it says. */
export interface Written<Kind extends string> {
  readonly kind: Kind
  readonly revision: number
}

/**
 * Makes a unit, unless there is one of this name. `unknown`: the answer was lost, and another attempt may find it to exist.
 * @param text stored as it is
 * @throws UnitFileInvalid
 */
export function* createUnit(
  name: UnitName,
  text: string,
  target: TargetState,
): Program<Outcome<Written<'created' | 'exists'>>> {
  const absent: Compare = { target: 'create-revision', key: jobKey(name, 'object'), relation: '=', operand: 0 }
  const { hash } = readUnit(name, text)
  return yield* said({ change: 'create', unit: name, hash, targetState: target }, function* () {
    const answered = yield* txn({ compares: [absent], then: puts(name, text, target), otherwise: [] })
    return outcomeOf(answered, ({ succeeded }) => (succeeded ? 'created' : 'exists'))
  })
}

/**
 * Gives a unit another file, if its object is still the one of `atRevision`. It is placed anew, since it may require
 * another machine by now (coreos/fleet #1509). `stale`: it was replaced, or destroyed and made again, since.
 * @param text stored as it is
 * @throws UnitFileInvalid
 */
export function* replaceUnit(
  name: UnitName,
  text: string,
  target: TargetState,
  atRevision: number,
): Program<Outcome<Written<'replaced' | 'stale' | 'missing'>>> {
  const key = jobKey(name, 'object')
  const { hash } = readUnit(name, text)
  return yield* said({ change: 'replace', unit: name, hash, targetState: target }, function* () {
    const answered = yield* txn({
      compares: [unchanged(name, atRevision), exists(name)],
      then: [...puts(name, text, target), { kind: 'delete', key: jobKey(name, 'target') }],
      otherwise: [{ kind: 'range', key }],
    })
    return outcomeOf(answered, (answer) => (answer.succeeded ? 'replaced' : whyNot(answer)))
  })
}

/**
 * Says what a unit is to become. `stale`: its file is another than that of `atRevision`; absent: whatever its file is.
 */
export function* setTargetState(
  name: UnitName,
  state: TargetState,
  atRevision?: number,
): Program<Outcome<Written<'set' | 'stale' | 'missing'>>> {
  return yield* said({ change: 'set', unit: name, hash: null, targetState: state }, function* () {
    const answered = yield* txn({
      compares: [...(atRevision === undefined ? [] : [unchanged(name, atRevision)]), exists(name)],
      then: [{ kind: 'put', key: jobKey(name, 'target-state'), value: state }],
      otherwise: [{ kind: 'range', key: jobKey(name, 'object') }],
    })
    return outcomeOf(answered, (answer) => (answer.succeeded ? 'set' : whyNot(answer)))
  })
}

/** Destroys a unit. Its claim stays: it is its machine's to remove, when it has stopped the unit. */
export function* destroyUnit(name: UnitName): Program<Outcome<Written<'destroyed' | 'missing'>>> {
  return yield* said({ change: 'destroy', unit: name, hash: null, targetState: null }, function* () {
    const answered = yield* txn({
      compares: [exists(name)],
      then: PARTS.map((part) => ({ kind: 'delete', key: jobKey(name, part) })),
      otherwise: [],
    })
    return outcomeOf(answered, ({ succeeded }) => (succeeded ? 'destroyed' : 'missing'))
  })
}

/** What of a unit is its submitter's and the engine's. */
const PARTS = ['object', 'target-state', 'target'] as const

type Asked = Omit<Extract<FleetFact, { readonly kind: 'unit.asked' }>, 'kind' | 'request'>

/** Says that a change is asked for, and that it was made: a judge can tell what must be there, and what may be. */
function* said<Kind extends string>(
  asked: Asked,
  change: () => Program<Outcome<Written<Kind>>>,
): Program<Outcome<Written<Kind>>> {
  const request = yield* random(2 ** 31)
  yield* record<FleetFact>({ kind: 'unit.asked', request, ...asked })
  const outcome = yield* change()
  if (outcome.kind === 'ok' && MADE.has(outcome.value.kind)) {
    yield* record<FleetFact>({ kind: 'unit.acknowledged', request, unit: asked.unit, revision: outcome.value.revision })
  }
  return outcome
}

const MADE: ReadonlySet<string> = new Set(['created', 'replaced', 'set', 'destroyed'])

const unchanged = (name: UnitName, atRevision: number): Compare => ({
  target: 'mod-revision',
  key: jobKey(name, 'object'),
  relation: '=',
  operand: atRevision,
})

const whyNot = ({ answers: [found] }: TxnAnswer): 'stale' | 'missing' =>
  found?.kind === 'range' && found.kvs.length > 0 ? 'stale' : 'missing'

const exists = (name: UnitName): Compare => ({
  target: 'create-revision',
  key: jobKey(name, 'object'),
  relation: '>',
  operand: 0,
})

const puts = (name: UnitName, text: string, target: TargetState): Txn['then'] => [
  { kind: 'put', key: jobKey(name, 'object'), value: encodeJob({ name, hash: readUnit(name, text).hash, text }) },
  { kind: 'put', key: jobKey(name, 'target-state'), value: target },
]

const outcomeOf = <Kind extends string>(
  answered: Outcome<TxnAnswer>,
  kindOf: (answer: TxnAnswer) => Kind,
): Outcome<Written<Kind>> =>
  answered.kind === 'ok' ? ok({ kind: kindOf(answered.value), revision: answered.value.revision }) : answered
