// The update engine of a machine. Start here: its life on one boot. `check.ts` asks, `pipeline.ts` installs, `settle.ts` finds
// out what became of what was installed. It runs from when the boot is good, so what runs has proved itself.

import { type Program, random, receive } from '../../runtime/operation.ts'
import { check } from './check.ts'
import { delayMs, firstCheck, nextCheck, quickCheck } from './check-schedule.ts'
import { ENGINE_RULES, type EngineConfig } from './config.ts'
import type { EngineDesk } from './desk.ts'
import { EngineMemory } from './memory.ts'
import { installUpdate } from './pipeline.ts'
import { Reporter } from './reporter.ts'
import { checkMessage } from './reports.ts'
import type { EngineRun } from './run.ts'
import { settle } from './settle.ts'
import { StatusBoard } from './status-board.ts'

export { ENGINE_RULES, type EngineConfig, type EngineRules } from './config.ts'

/**
 * Runs for as long as the boot lasts. It may be dropped at any step and started again, on the same boot or on a later one.
 * @throws SlotTableCorrupt
 */
export function* updateEngine(config: EngineConfig, desk: EngineDesk, rules = ENGINE_RULES): Program<void> {
  const memory = yield* EngineMemory.open()
  const status = new StatusBoard(config.machine, desk, memory)
  const run: EngineRun = { config, rules, desk, memory, status, reporter: new Reporter(config, memory) }
  yield* settle(run)
  yield* status.start()
  yield* run.reporter.deliver()
  if (memory.prefs.installed !== null) yield* desk.needReboot()
  // With SERVER=disabled there is nobody to ask, whoever wants to.
  if (config.channel === null) for (;;) yield* receive(desk.checks)
  yield* checkForEver(run, config.channel)
}

function* checkForEver(run: EngineRun, track: string): Program<never> {
  const { config, desk } = run
  const [scheduled, forced] = [false, true].map((asked) => checkMessage(config, track, asked))
  for (let interval = firstCheck(config); ;) {
    const woken = yield* receive(desk.checks, delayMs(interval, yield* random(interval.fuzzMs + 1)))
    const isForced = woken.kind === 'message'
    const checked = yield* check(run, track, (isForced ? forced : scheduled)!)
    if (checked.chosen !== undefined) yield* installUpdate(run, checked.chosen)
    // What was asked meanwhile was asked of an engine at work, which ignores that.
    while (desk.checks.messages.length > 0) yield* receive(desk.checks)
    interval = nextCheck(config, (isForced ? quickCheck(config) : interval).intervalMs, checked.answer)
  }
}
