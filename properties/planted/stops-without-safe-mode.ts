// Wrong on purpose: a group whose policy has no safe mode is stopped all the same when machines run out of time.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { groupOf } from '../../src/updates/rollout/catalogue.ts'
import { SERVER_RULES } from '../../src/updates/server/rules.ts'
import { openUpdateService } from '../../src/updates/server/service.ts'

const platform: Platform = {
  ...reference,
  name: 'stops-without-safe-mode',
  openUpdates: (config) =>
    openUpdateService(config, {
      ...SERVER_RULES,
      decide(question) {
        const decision = SERVER_RULES.decide(question)
        const { catalogue, instance, counts, at } = question
        const policy = groupOf(catalogue, instance.track)?.policy
        if (decision.kind !== 'grant' || !policy || counts.at(at, null).timedOut === 0) return decision
        const reason = 'error-maxTimedOutUpdatesLimitReached'
        return { kind: 'denied', reason, onHold: true, disableGroup: true, instance }
      },
    }),
}

export default platform
