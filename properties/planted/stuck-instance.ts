// Wrong on purpose: the report of a machine that runs its update is ignored, and a machine whose update is not over is told
// for ever that it is in progress.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { SERVER_RULES } from '../../src/updates/server/rules.ts'
import { openUpdateService } from '../../src/updates/server/service.ts'

const UNDER_WAY: ReadonlySet<string> = new Set(['Downloading', 'Downloaded', 'Installed'])

const platform: Platform = {
  ...reference,
  name: 'stuck-instance',
  openUpdates: (config) =>
    openUpdateService(config, {
      ...SERVER_RULES,
      registerEvent: (instance, event) =>
        event.result === 2 ? { instance, ignored: 'not known' } : SERVER_RULES.registerEvent(instance, event),
      decide: (question) =>
        UNDER_WAY.has(question.instance.status)
          ? {
              kind: 'denied',
              reason: 'error-updateInProgressOnInstance',
              onHold: false,
              instance: question.instance,
            }
          : SERVER_RULES.decide(question),
    }),
}

export default platform
