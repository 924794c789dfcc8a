// Carries out what was decided: each command a guarded write, several of them in one transaction where that goes. A
// transaction that is refused as a whole is tried again command by command, to find out which of them it was.
//
// A refused command is dropped, and with it all that follow for its machine: they were decided on in the belief that it
// would succeed. The next snapshot tells what to do instead.

import type { FleetFact, MachineId } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import { type Compare, type Delete, type Put, txn } from '../../store/contract.ts'
import type { Command } from '../placement/decision.ts'
import { jobKey } from '../registry/keys.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import type { EngineRules } from './rules.ts'
import { isValid, type Term } from './term.ts'

export interface Execution {
  /** Everything was done. */
  readonly whole: boolean
  /** Of the last write; 0: none. */
  readonly revision: number
}

/** The most compares, and the most operations, that etcd takes in one transaction. */
const MOST = 128

interface Write {
  readonly command: Command
  readonly compares: readonly Compare[]
}

export function* execute(
  commands: readonly Command[],
  snapshot: Snapshot,
  term: Term,
  rules: EngineRules,
): Program<Execution> {
  const refused = new Set<MachineId>()
  let revision = 0
  for (const batch of batches(commands.flatMap((command) => writeOf(command, snapshot, term, rules)))) {
    const writes = batch.filter(({ command }) => !refused.has(command.machine))
    let ended = yield* attempt(writes, term)
    if (ended.kind === 'done') revision = ended.revision
    if (ended.kind === 'refused') {
      for (const write of writes) {
        if (refused.has(write.command.machine)) continue
        ended = writes.length === 1 ? ended : yield* attempt([write], term)
        if (ended.kind === 'over') break
        if (ended.kind === 'done') revision = ended.revision
        else refused.add(write.command.machine)
      }
    }
    if (ended.kind === 'over') return { whole: false, revision }
  }
  return { whole: refused.size === 0, revision }
}

function writeOf(command: Command, snapshot: Snapshot, term: Term, rules: EngineRules): Write[] {
  const job = snapshot.jobs.get(command.unit)
  return job === undefined ? [] : [{ command, compares: rules.guarded(command, job, term) }]
}

/** As many as one transaction holds. A unit that is taken away and given again is in two of them: it is one key. */
function* batches(writes: readonly Write[]): Generator<readonly Write[]> {
  let batch: Write[] = []
  let units = new Set<UnitName>()
  let compares = 0
  for (const write of writes) {
    compares += write.compares.length
    if (compares > MOST || batch.length === MOST || units.has(write.command.unit)) {
      yield batch
      batch = []
      units = new Set()
      compares = write.compares.length
    }
    batch.push(write)
    units.add(write.command.unit)
  }
  if (batch.length > 0) yield batch
}

type Attempt =
  | { readonly kind: 'done'; readonly revision: number }
  | { readonly kind: 'refused' }
  /** The term may have ended, or the store does not answer: the pass is over. */
  | { readonly kind: 'over' }

const OVER: Attempt = { kind: 'over' }

function* attempt(writes: readonly Write[], term: Term): Program<Attempt> {
  if (writes.length === 0) return { kind: 'refused' }
  if (!(yield* isValid(term))) return OVER
  const written = yield* txn({
    compares: writes.flatMap(({ compares }) => compares),
    then: writes.map(({ command }) => operation(command)),
    otherwise: [],
  })
  if (written.kind !== 'ok') return OVER
  if (!written.value.succeeded) return { kind: 'refused' }
  const { revision } = written.value
  for (const { command } of writes) {
    const { unit, machine, why } = command
    const kind = command.kind === 'schedule' ? 'unit.placed' : 'unit.displaced'
    yield* record<FleetFact>({ kind, unit, machine, why, revision })
  }
  return { kind: 'done', revision }
}

function operation({ kind, unit, machine }: Command): Put | Delete {
  const key = jobKey(unit, 'target')
  return kind === 'schedule' ? { kind: 'put', key, value: machine } : { kind: 'delete', key }
}
