// Wrong on purpose: a boot proves itself, and its slot is never marked good. The next boot silently goes back.

import type { Platform } from '../../src/machine/platform.ts'
import { proveBoot, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'good-mark-forgotten',
  *proveBoot(context) {
    yield* proveBoot({ ...context, os: undefined })
  },
}

export default platform
