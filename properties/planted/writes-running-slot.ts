// Wrong on purpose: an update is written over the slot that runs.

import type { Platform } from '../../src/machine/platform.ts'
import { engineConfig, reference } from '../../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../../src/updates/engine/engine.ts'

const platform: Platform = {
  ...reference,
  name: 'writes-running-slot',
  updateEngine: (context, desk) =>
    updateEngine(engineConfig(context), desk, { ...ENGINE_RULES, target: (running) => running }),
}

export default platform
