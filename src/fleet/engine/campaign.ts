// One attempt to become the leader. The leader's key is created, only if there is none, on a lease of the engine's own;
// the transaction also sees to the version of the engines (engine/version): it is raised to ours, and an engine that
// finds a higher one does not lead.
//
// A leader that may be replaced is put out first, by removing the very key that was looked at. From then on nothing that it
// writes is accepted; and the new leader writes nothing for as long as the old one may believe in its lease. Historically a lease
// was taken over without that wait, and two engines were at work (coreos/fleet #924, #933).

import { now, type Program } from '../../runtime/operation.ts'
import { type KeyValue, leaseTimeToLive, type RangeAnswer, txn } from '../../store/contract.ts'
import { ENGINE_VERSION, type FleetConfig } from '../config.ts'
import { decodeEngineVersion, decodeLeader, encodeLeader, type LeaderRecord } from '../registry/codecs.ts'
import { RecordUnreadable } from '../registry/fields.ts'
import { ENGINE_VERSION_KEY, LEADER_KEY } from '../registry/keys.ts'
import { fill, isGone, type Purse } from '../session/held-lease.ts'
import type { EngineRules } from './rules.ts'
import { isOutdated, type Term } from './term.ts'

export type Campaign =
  | { readonly kind: 'leads'; readonly term: Term }
  /** The key with this create revision is another's, by right, or cannot be read. */
  | { readonly kind: 'follows'; readonly createRevision: number }
  /** The engines' version is higher than ours, or cannot be read. */
  | { readonly kind: 'outdated' }
  /** It may have come to pass: the next attempt will show. */
  | { readonly kind: 'unsure' }

/** What an engine's attempts hand on. */
export interface Candidate extends Purse {
  /** When nobody whom it has put out can believe in its term any more, in milliseconds since the run began. */
  worksFrom: number
}

const UNSURE: Campaign = { kind: 'unsure' }

export function* campaign(config: FleetConfig, rules: EngineRules, candidate: Candidate): Program<Campaign> {
  const read = yield* txn({
    compares: [],
    then: [
      { kind: 'range', key: LEADER_KEY },
      { kind: 'range', key: ENGINE_VERSION_KEY },
    ],
    otherwise: [],
  })
  if (read.kind !== 'ok') return UNSURE
  const [leader, version] = read.value.answers.map((answer) => (answer as RangeAnswer).kvs[0]) // both are ranges
  const engines = readable(() => (version === undefined ? 0 : decodeEngineVersion(version.key, version.value)))
  if (engines === undefined || isOutdated(engines)) return { kind: 'outdated' }
  if (leader !== undefined) {
    const { lease } = candidate
    if (lease !== undefined && leader.lease === lease.id) return leads(candidate, leader.createRevision)
    const record = readable(() => decodeLeader(leader.key, leader.value))
    if (record === undefined || !rules.mayLead(record, ownRecord(config))) {
      return { kind: 'follows', createRevision: leader.createRevision }
    }
    if (!(yield* putOut(leader, record, rules, candidate))) return UNSURE
  }
  yield* fill(candidate, rules.leaseSeconds(config))
  return yield* elect(config, candidate, version, engines)
}

const ownRecord = ({ machine }: FleetConfig): LeaderRecord => ({ machine, version: ENGINE_VERSION })

/** Undefined: the record cannot be read. */
function readable<T>(decoded: () => T): T | undefined {
  try {
    return decoded()
  } catch (error) {
    if (error instanceof RecordUnreadable) return undefined
    throw error
  }
}

/** Takes the leader's key from who has it; false: not so, or nobody knows. */
function* putOut(leader: KeyValue, record: LeaderRecord, rules: EngineRules, candidate: Candidate): Program<boolean> {
  let staleMs = 0
  if (record.version < ENGINE_VERSION && leader.lease !== undefined) {
    const status = yield* leaseTimeToLive(leader.lease)
    if (status.kind !== 'ok') return false
    staleMs = rules.staleMs(status.value.grantedTtlSeconds)
  }
  const removed = yield* txn({
    compares: [{ key: LEADER_KEY, target: 'mod-revision', relation: '=', operand: leader.modRevision }],
    then: [{ kind: 'delete', key: LEADER_KEY }],
    otherwise: [],
  })
  candidate.worksFrom = Math.max(candidate.worksFrom, (yield* now()) + staleMs) // also where nobody knows: it may be out
  return removed.kind === 'ok' && removed.value.succeeded
}

function* elect(
  config: FleetConfig,
  candidate: Candidate,
  version: KeyValue | undefined,
  engines: number,
): Program<Campaign> {
  const { lease } = candidate
  if (lease === undefined) return UNSURE
  const put = { kind: 'put', key: LEADER_KEY, value: encodeLeader(ownRecord(config)), lease: lease.id } as const
  const raise = { kind: 'put', key: ENGINE_VERSION_KEY, value: String(ENGINE_VERSION) } as const
  const written = yield* txn({
    compares: [
      { key: LEADER_KEY, target: 'create-revision', relation: '=', operand: 0 },
      { key: ENGINE_VERSION_KEY, target: 'mod-revision', relation: '=', operand: version?.modRevision ?? 0 },
    ],
    then: engines < ENGINE_VERSION ? [put, raise] : [put],
    otherwise: [],
  })
  if (written.kind === 'ok' && written.value.succeeded) return leads(candidate, written.value.revision)
  if (isGone(written)) candidate.lease = undefined
  return UNSURE
}

function leads(candidate: Candidate, createRevision: number): Campaign {
  const { lease, worksFrom } = candidate
  if (lease === undefined) return UNSURE
  candidate.lease = undefined
  return { kind: 'leads', term: { createRevision, lease, validUntil: lease.validUntil, worksFrom } }
}
