// Wrong on purpose: whatever a machine runs after the reboot, its update counts as done. One that fell back said nothing.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { isLaterBoot, moved } from '../../src/updates/rollout/instance.ts'
import { SERVER_RULES } from '../../src/updates/server/rules.ts'
import { openUpdateService } from '../../src/updates/server/service.ts'

const platform: Platform = {
  ...reference,
  name: 'fallback-counts-as-done',
  openUpdates: (config) =>
    openUpdateService(config, {
      ...SERVER_RULES,
      registerEvent: (instance, event) =>
        event.result === 0 ? { instance } : SERVER_RULES.registerEvent(instance, event),
      checkedIn(known, check) {
        const { lastUpdateVersion: version } = known ?? {}
        if (known?.status !== 'Installed' || version === undefined || !isLaterBoot(known, check.boot)) {
          return SERVER_RULES.checkedIn(known, check)
        }
        const instance = moved({ ...known, version }, 'Complete', check.at)
        return { kind: 'registered', instance, activity: { kind: 'update-succeeded', version } }
      },
    }),
}

export default platform
