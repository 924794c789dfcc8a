// Wrong on purpose: the size of a payload is checked, its hash and its signature are not.

import type { Platform } from '../../src/machine/platform.ts'
import { engineConfig, reference } from '../../src/machine/reference.ts'
import { ENGINE_RULES, updateEngine } from '../../src/updates/engine/engine.ts'

const platform: Platform = {
  ...reference,
  name: 'hash-not-checked',
  updateEngine: (context, desk) =>
    updateEngine(engineConfig(context), desk, {
      ...ENGINE_RULES,
      verdict: (declared, { size }) =>
        ENGINE_RULES.verdict(declared, { size, sha256: declared.sha256, signature: 'valid' }),
    }),
}

export default platform
