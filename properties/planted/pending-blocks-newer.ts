// Wrong on purpose: an update that is installed and waits for the reboot keeps a newer one, which mends it, from being installed.

import type { Platform } from '../../src/machine/platform.ts'
import { engineConfig, reference } from '../../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../../src/updates/engine/engine.ts'

const platform: Platform = {
  ...reference,
  name: 'pending-blocks-newer',
  updateEngine: (context, desk) =>
    updateEngine(engineConfig(context), desk, { ...ENGINE_RULES, replaces: () => false }),
}

export default platform
