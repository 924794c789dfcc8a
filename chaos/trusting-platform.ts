// A variant for the tests: its machines take a payload for right whatever its signature is, from any release that runs.

import type { Platform } from '../src/machine/platform.ts'
import { engineConfig, reference } from '../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../src/updates/engine/engine.ts'

const trusting: Platform = {
  ...reference,
  name: 'trusting',
  updateEngine: (context, desk) =>
    updateEngine(engineConfig(context), desk, { ...ENGINE_RULES, verdict: () => ({ kind: 'ok' }) }),
}

export default trusting
