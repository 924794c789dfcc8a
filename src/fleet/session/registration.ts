// One attempt to put a machine's presence into the registry, only if it is not there. Who asks again, and when, is the
// session's part (lease-session.ts).
//
// Whose presence it is that is there already, is told by its host and boot:
// - our own, of an earlier boot, or one that this boot does not remember: its session is ended, and all that hung on it
//   is gone. Historically it was waited for until it expired, and every fast reboot lost its units (coreos/fleet #1561,
//   #1622). A revoke that arrives late does no harm, since no two leases have one id.
// - our own, of a later boot: this attempt is a remnant; it is left alone.
// - another host's, with the same id: it is left alone.
// An attempt whose answer was lost is understood by the next one, which finds the presence on the lease that it granted.

import type { Program } from '../../runtime/operation.ts'
import { type KeyValue, type LeaseId, leaseRevoke, range, txn } from '../../store/contract.ts'
import { FLEET_VERSION, type FleetConfig } from '../config.ts'
import { decodeMachine, encodeMachine } from '../registry/codecs.ts'
import { RecordUnreadable } from '../registry/fields.ts'
import { presenceKey } from '../registry/keys.ts'
import type { FleetMachine } from '../snapshot.ts'
import { fill, type HeldLease, isGone, type Purse } from './held-lease.ts'

export type Registration =
  | { readonly kind: 'registered'; readonly lease: HeldLease }
  /** Another host is there. */
  | { readonly kind: 'taken'; readonly other: string }
  /** Not yet, or nobody knows. */
  | { readonly kind: 'unsure' }

const UNSURE: Registration = { kind: 'unsure' }

export function* register(config: FleetConfig, purse: Purse): Program<Registration> {
  const read = yield* range({ key: presenceKey(config.machine) })
  if (read.kind !== 'ok') return UNSURE
  const [there] = read.value.kvs
  if (there !== undefined) {
    if (purse.lease !== undefined && there.lease === purse.lease.id) return { kind: 'registered', lease: purse.lease }
    const owner = ownerOf(there, config)
    if (owner.kind === 'other') return { kind: 'taken', other: owner.host }
    if (owner.kind === 'later') return UNSURE
    const ended = yield* leaseRevoke(owner.lease)
    if (ended.kind !== 'ok' && !isGone(ended)) return UNSURE
  }
  yield* fill(purse, config.tuning.ttlSeconds)
  return purse.lease === undefined ? UNSURE : yield* announce(config, purse, purse.lease)
}

function* announce(config: FleetConfig, purse: Purse, lease: HeldLease): Program<Registration> {
  const key = presenceKey(config.machine)
  const written = yield* txn({
    compares: [{ target: 'create-revision', key, relation: '=', operand: 0 }],
    then: [{ kind: 'put', key, value: encodeMachine(presence(config, lease.id)), lease: lease.id }],
    otherwise: [],
  })
  if (written.kind === 'ok' && written.value.succeeded) return { kind: 'registered', lease }
  if (isGone(written)) purse.lease = undefined
  return UNSURE
}

const presence = (config: FleetConfig, session: LeaseId): FleetMachine => ({
  id: config.machine,
  host: config.host,
  boot: config.boot,
  session,
  metadata: new Map(Object.entries(config.metadata).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  publicIp: config.publicIp,
  version: FLEET_VERSION,
})

type Owner =
  /** An earlier session of this host. */
  | { readonly kind: 'own'; readonly lease: LeaseId }
  | { readonly kind: 'later' }
  | { readonly kind: 'other'; readonly host: string }

/** A presence that cannot be read, or hangs on no lease, is nobody that this host knows. */
function ownerOf(kv: KeyValue, { machine, host, boot }: FleetConfig): Owner {
  try {
    const there = decodeMachine(kv.key, machine, kv.value)
    if (there.host !== host) return { kind: 'other', host: there.host }
    if (there.boot > boot) return { kind: 'later' }
    return kv.lease === undefined ? { kind: 'other', host: 'unknown' } : { kind: 'own', lease: kv.lease }
  } catch (error) {
    if (error instanceof RecordUnreadable) return { kind: 'other', host: 'unknown' }
    throw error
  }
}
