// The right to run a unit that may run only once: its claim in the registry. A machine gets it only where nobody has it,
// where the unit is still scheduled to it with the file that it knows, and while its own presence hangs on its session;
// it gives it back when the unit has stopped. So whoever moves a unit need not wait, and two copies never run.
//
// Historically the key was a heartbeat that anybody overwrote, and a unit ran twice while its old machine was slow or cut
// off (coreos/fleet #1690).

import type { FleetFact, MachineId } from '../../history/event.ts'
import { type Outcome, type Program, record } from '../../runtime/operation.ts'
import { type Compare, type KeyValue, type LeaseId, range, type TxnAnswer, txn } from '../../store/contract.ts'
import { jobKey, presenceKey } from '../registry/keys.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import type { Claim } from './memory.ts'
import type { DesiredUnit } from '../placement/desired.ts'

/** Who asks, and on which lease. */
export interface Claimant {
  readonly machine: MachineId
  readonly lease: LeaseId
}

export type ClaimAnswer =
  | { readonly kind: 'held'; readonly claim: Claim }
  /** Somebody has it, or something of what was known has changed. */
  | { readonly kind: 'refused' }
  /** It did not happen, or may have. */
  | { readonly kind: 'failed'; readonly reason: string }

const REFUSED: ClaimAnswer = { kind: 'refused' }

/**
 * Asks for the claim once. One that hangs on the claimant's own lease already, by an answer that was lost or from before
 * the daemon crashed, is taken over: it is written again, so that no older request to remove it can.
 */
export function* claim(claimant: Claimant, wanted: DesiredUnit, snapshot: Snapshot): Program<ClaimAnswer> {
  const { machine, lease } = claimant
  const { unit } = wanted
  const key = jobKey(unit.name, 'job-state')
  const required = guards(claimant, wanted, snapshot)
  const first = yield* txn({
    compares: [{ target: 'create-revision', key, relation: '=', operand: 0 }, ...required],
    then: [{ kind: 'put', key, value: machine, lease }],
    otherwise: [{ kind: 'range', key }],
  })
  if (first.kind !== 'ok' || first.value.succeeded) return yield* answered(claimant, unit.name, unit.hash, first)
  const found = onlyKey(first.value)
  if (found === undefined || !isOwn(claimant, found)) return REFUSED
  const again = yield* txn({
    compares: [{ target: 'mod-revision', key, relation: '=', operand: found.modRevision }, ...required],
    then: [{ kind: 'put', key, value: machine, lease }],
    otherwise: [],
  })
  return yield* answered(claimant, unit.name, unit.hash, again)
}

function* answered(
  { machine }: Claimant,
  unit: UnitName,
  hash: string,
  outcome: Outcome<TxnAnswer>,
): Program<ClaimAnswer> {
  if (outcome.kind !== 'ok') return { kind: 'failed', reason: outcome.reason }
  if (!outcome.value.succeeded) return REFUSED
  const { revision } = outcome.value
  yield* record<FleetFact>({ kind: 'unit.claimed', unit, machine, hash, revision })
  return { kind: 'held', claim: { hash, revision } }
}

/** What must still be so for a machine to run a unit. */
function guards(claimant: Claimant, { unit, job }: DesiredUnit, snapshot: Snapshot): readonly Compare[] {
  const isTarget = (name: UnitName): Compare => ({
    target: 'value',
    key: jobKey(name, 'target'),
    relation: '=',
    operand: claimant.machine,
  })
  const isSeen = (name: UnitName, seen: number): Compare => ({
    target: 'mod-revision',
    key: jobKey(name, 'object'),
    relation: '=',
    operand: seen,
  })
  const peers = unit.requirements.peers.map((name) => {
    const peer = snapshot.jobs.get(name)
    return peer?.unit?.requirements.global ? isSeen(name, peer.revision) : isTarget(name)
  })
  return [isSeen(unit.name, job.revision), isTarget(unit.name), ...peers, isPresent(claimant)]
}

const isPresent = ({ machine, lease }: Claimant): Compare => ({
  target: 'lease',
  key: presenceKey(machine),
  relation: '=',
  operand: lease,
})

const isOwn = ({ machine, lease }: Claimant, kv: KeyValue): boolean => kv.value === machine && kv.lease === lease

function onlyKey({ answers: [read] }: TxnAnswer): KeyValue | undefined {
  return read?.kind === 'range' ? read.kvs[0] : undefined
}

/**
 * Gives a claim back. `ok`: the machine does not have it, or not on this lease.
 * @param held undefined: it is known only from a snapshot
 * @param hash of the file that it was held for
 */
export function* unclaim(
  claimant: Claimant,
  unit: UnitName,
  hash: string,
  held: Claim | undefined,
): Program<Outcome<void>> {
  const key = jobKey(unit, 'job-state')
  let revision = held?.revision
  if (revision === undefined) {
    const read = yield* range({ key })
    if (read.kind !== 'ok') return read
    const [found] = read.value.kvs
    if (found === undefined || !isOwn(claimant, found)) return { kind: 'ok', value: undefined }
    revision = found.modRevision
  }
  const { machine } = claimant
  const removed = yield* txn({
    compares: [
      { target: 'value', key, relation: '=', operand: machine },
      { target: 'mod-revision', key, relation: '=', operand: revision },
    ],
    then: [{ kind: 'delete', key }],
    otherwise: [{ kind: 'range', key }],
  })
  if (removed.kind !== 'ok') return removed
  const left = removed.value.succeeded ? undefined : onlyKey(removed.value)
  if (left === undefined || !isOwn(claimant, left)) {
    // by this attempt, or by an earlier one whose answer was lost
    yield* record<FleetFact>({ kind: 'unit.unclaimed', unit, machine, hash, revision: removed.value.revision })
  }
  return { kind: 'ok', value: undefined }
}
