// From an offer to an update that is the next to boot (update_engine, update_attempter.cc and flatcar-postinst). The order of
// the steps is what makes a crash or a power cut at any of them harmless:
//
// 1. the payload is whole and verified before the slot is touched;
// 2. the slot is out of the boot order before it is written;
// 3. the engine's file knows of the update before the boot flags are set, so that whoever boots next can tell what came of it.

import type { UpdateFact } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import type { Offer } from '../omaha/accept.ts'
import { ERROR_CODE } from '../omaha/codes.ts'
import { putOnTop, takeOut } from './boot-order.ts'
import type { Chosen } from './check.ts'
import { type Failure, failure } from './failure.ts'
import { countBad, DISK_FULL, download } from './payload.ts'
import { discardPayloads, measurePayload, unpackPayload } from './ports.ts'
import { downloadFinished, downloadStarted, failedWith, installedEvents } from './reports.ts'
import type { EngineRun } from './run.ts'

/** Installs an update. The engine is at rest afterwards, whatever came of it. */
export function* installUpdate(run: EngineRun, chosen: Chosen): Program<void> {
  const { offer } = chosen
  const failed = (yield* fetched(run, chosen)) ?? (yield* verified(run, offer)) ?? (yield* written(run, offer))
  if (failed !== undefined) return yield* giveUp(run, offer, failed)
  yield* run.reporter.tell(installedEvents(offer.version))
  yield* discardPayloads()
  yield* run.status.enter('UPDATE_STATUS_UPDATED_NEED_REBOOT')
  yield* run.desk.needReboot()
}

function* fetched(run: EngineRun, { offer, stand }: Chosen): Program<Failure | undefined> {
  const { memory, status, reporter } = run
  status.show({ newVersion: offer.version, newSize: offer.size, progress: 0 })
  yield* status.enter('UPDATE_STATUS_UPDATE_AVAILABLE')
  if (stand.isFresh) yield* discardPayloads() // what there is of another payload only takes room
  if (!(yield* memory.change({ underWay: offer, payload: stand.state }))) {
    return failure(ERROR_CODE.downloadWrite, DISK_FULL)
  }
  yield* reporter.progress([downloadStarted(offer.version)])
  yield* status.enter('UPDATE_STATUS_DOWNLOADING')
  const failed = yield* download(run, offer, stand)
  if (failed !== undefined) return failed
  status.show({ progress: 1 })
  yield* status.enter('UPDATE_STATUS_FINALIZING')
  yield* reporter.progress([downloadFinished(offer.version)])
  return undefined
}

function* verified(run: EngineRun, offer: Offer): Program<Failure | undefined> {
  const measured = yield* measurePayload(offer.sha256, offer.signature)
  if (measured === undefined) return failure(ERROR_CODE.downloadTransfer, 'what was downloaded is gone')
  const verdict = run.rules.verdict(offer, measured)
  if (verdict.kind === 'ok') return undefined
  yield* countBad(run, offer, verdict.code)
  yield* discardPayloads()
  return failure(verdict.code, verdict.says, { refused: true })
}

function* written(run: EngineRun, { version, sha256 }: Offer): Program<Failure | undefined> {
  const { config, rules, memory } = run
  const { machine, os, bootTries } = config
  const inOrder = yield* takeOut(os.slot)
  if (inOrder !== undefined) return failure(ERROR_CODE.postinstall, inOrder)
  const lost = (code: number, why: string): Failure => failure(code, why, { slotLost: true })
  const slot = rules.target(os.slot)
  yield* record<UpdateFact>({ kind: 'slot.writing', machine, slot, version })
  const unpacked = yield* unpackPayload(sha256, slot)
  if (unpacked.kind !== 'ok') {
    // It may be no archive at all, and a full disk needs the room: it is downloaded again, after its wait.
    yield* discardPayloads()
    return lost(ERROR_CODE.postinstall, unpacked.reason)
  }
  const { payload } = unpacked.value
  yield* record<UpdateFact>({ kind: 'slot.written', machine, slot, version, payload: payload ?? sha256 })
  const installed = { version, slot, payload, from: os.version, boot: config.boot }
  if (!(yield* memory.change({ installed, underWay: null }))) return lost(ERROR_CODE.downloadWrite, DISK_FULL)
  const notOnTop = yield* putOnTop(slot, bootTries)
  if (notOnTop !== undefined) return lost(ERROR_CODE.postinstall, notOnTop)
  yield* record<UpdateFact>({ kind: 'update.installed', machine, slot, version })
  return undefined
}

/** The update failed. What it leaves in the slot does not boot: the slot is out of the boot order, or was not touched. */
function* giveUp(run: EngineRun, { version }: Offer, { code, why, refused, slotLost }: Failure): Program<void> {
  const { config, status, reporter } = run
  const kind = refused ? 'update.refused' : 'update.failed'
  yield* record<UpdateFact>({ kind, machine: config.machine, version, code, why })
  yield* status.enter('UPDATE_STATUS_REPORTING_ERROR_EVENT')
  yield* reporter.tell([failedWith(code, version)], { underWay: null, ...(slotLost && { installed: null }) })
  yield* status.rest()
}
