// Wrong on purpose: an engine that starts and finds an update installed takes its slot for the next to boot, and does not look.

import type { Platform } from '../../src/machine/platform.ts'
import { engineConfig, reference } from '../../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../../src/updates/engine/engine.ts'

const platform: Platform = {
  ...reference,
  name: 'skips-boot-flags',
  updateEngine: (context, desk) => updateEngine(engineConfig(context), desk, { ...ENGINE_RULES, resumes: false }),
}

export default platform
