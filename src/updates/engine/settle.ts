// What became of the update that an earlier engine installed: the machine runs it, fell back from it, or has not tried it yet.
// Historically the fall back was silent, and a machine that had fallen back installed the same release again, for ever
// (coreos/bugs #327; flatcar #130, #1924).

import type { UpdateFact } from '../../history/event.ts'
import { type Program, record } from '../../runtime/operation.ts'
import { nextBoot } from '../boot/slots.ts'
import { ERROR_CODE } from '../omaha/codes.ts'
import type { RequestEvent } from '../omaha/messages.ts'
import { putOnTop, readSlotTable } from './boot-order.ts'
import { readSlot } from './ports.ts'
import { type EnginePrefs, type InstalledUpdate, withFailed, withReports } from './prefs.ts'
import { failedWith, installedEvents, updated } from './reports.ts'
import type { EngineRun } from './run.ts'

/** Brings the engine's file up to date, with what the server is to be told. Afterwards `installed` waits for the reboot. */
export function* settle(run: EngineRun): Program<void> {
  const { config, memory } = run
  const { installed, failed } = memory.prefs
  if (installed === null) return
  const { machine, os } = config
  const { version, slot, payload, from } = installed
  if (slot === os.slot) {
    // Anything else in that slot is a repair's.
    const runs = payload === os.payload
    return yield* settled(run, runs ? [updated(from, version)] : [], { installed: null })
  }
  const table = yield* readSlotTable()
  const { priority, tries, successful } = table[slot]
  if (priority > 0 && tries === 0 && !successful) {
    // Out of its tries. The slot stays as it is: the loader does not start it, and the next update takes it out. Taken out
    // here, it would look like one that was never tried if the write of the engine's file failed.
    yield* record<UpdateFact>({ kind: 'update.rolled-back', machine, version })
    const fields = { installed: null, failed: withFailed(failed, version) }
    return yield* settled(run, [failedWith(ERROR_CODE.rollback, version)], fields)
  }
  const next = nextBoot(table)
  if (next.kind === 'boot' && next.slot === slot) return yield* waits(run, installed)
  // The engine or the power went between its file and the flags, or while a newer update was to take this one's place.
  const content = yield* readSlot(slot)
  if (content?.payload !== payload) return yield* settled(run, [], { installed: null })
  // Historically the flags were not set again, and the reboot led nowhere (coreos/bugs #1625).
  const problem = run.rules.resumes ? yield* putOnTop(slot, config.bootTries) : undefined
  if (problem === undefined) return yield* waits(run, installed)
  const code = ERROR_CODE.postinstall
  yield* record<UpdateFact>({ kind: 'update.failed', machine, version, code, why: problem })
  yield* settled(run, [failedWith(code, version)], { installed: null, underWay: null })
}

/**
 * Said again, as whoever installed it may not have come to that. Not to the server on a later boot: it would take a machine that
 * installed an update and booted without it for one that fell back. There it hears of it when it offers the update again.
 */
function* waits(run: EngineRun, { slot, version, boot }: InstalledUpdate): Program<void> {
  const { config } = run
  yield* record<UpdateFact>({ kind: 'update.installed', machine: config.machine, slot, version })
  if (boot === config.boot) yield* settled(run, installedEvents(version), {})
}

function* settled({ memory }: EngineRun, events: readonly RequestEvent[], fields: Partial<EnginePrefs>): Program<void> {
  yield* memory.change({ ...fields, reports: withReports(memory.prefs.reports, events) })
}
