// Wrong on purpose: a template is a unit like any other to the API, which lets it be loaded and launched.

import { answerApi } from '../../src/fleet/api/api.ts'
import { API_RULES } from '../../src/fleet/api/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'template-activated',
  fleet: {
    ...FLEET,
    answerApi: (request, parts) => answerApi(request, parts, { ...API_RULES, whyNotActive: () => undefined }),
  },
}

export default platform
