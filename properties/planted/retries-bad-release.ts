// Wrong on purpose: neither the machine nor the server has a memory of a release that the machine fell back from. It is
// installed again, for ever.

import type { Platform } from '../../src/machine/platform.ts'
import { engineConfig, reference } from '../../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../../src/updates/engine/engine.ts'
import { SERVER_RULES } from '../../src/updates/server/rules.ts'
import { openUpdateService } from '../../src/updates/server/service.ts'

const platform: Platform = {
  ...reference,
  name: 'retries-bad-release',
  updateEngine: (context, desk) =>
    updateEngine(engineConfig(context), desk, { ...ENGINE_RULES, mayInstall: () => true }),
  openUpdates: (config) =>
    openUpdateService(config, {
      ...SERVER_RULES,
      decide({ instance: { fellBackFrom: _, ...instance }, ...question }) {
        return SERVER_RULES.decide({ ...question, instance })
      },
    }),
}

export default platform
