// Wrong on purpose: the window is compared by the time of day, so that one which crosses midnight never seems open.

import { acquireUntilHeld, bootGood, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { windowOf } from '../../src/machine/window.ts'
import { now, type Program, sleep } from '../../src/runtime/operation.ts'

const DAY_MS = 24 * 3600 * 1000

const platform: Platform = {
  ...reference,
  name: 'midnight-window',
  *lockDaemon(context, notices) {
    const config = locksmithConfig(context)
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(config)
    if (!wanted) yield* rebootWanted(notices)
    for (;;) {
      yield* untilTimeOfDay(context)
      const revision = yield* acquireUntilHeld(config)
      if (yield* isTimeOfDay(context)) yield* reboot(context, revision)
      yield* releaseUntilSure(config)
    }
  },
}

export default platform

function* untilTimeOfDay(context: MachineContext): Program<void> {
  while (!(yield* isTimeOfDay(context))) yield* sleep(context.tuning.reconcileMs)
}

function* isTimeOfDay({ spec, startsAt }: MachineContext): Program<boolean> {
  const window = windowOf(spec)
  if (window === undefined) return true
  const [hours = 0, minutes = 0] = (spec.window?.start ?? '').split(':').map(Number)
  const from = (hours * 60 + minutes) * 60_000
  const until = (from + window.lengthMs) % DAY_MS
  const timeOfDay = (startsAt + (yield* now())) % DAY_MS
  return from <= timeOfDay && timeOfDay <= until
}
