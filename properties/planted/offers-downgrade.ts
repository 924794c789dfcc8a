// Wrong on purpose: the server offers what its channel points at, be it older than what the machine runs.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { channelOf, groupOf, packageOf } from '../../src/updates/rollout/catalogue.ts'
import { SERVER_RULES } from '../../src/updates/server/rules.ts'
import { openUpdateService } from '../../src/updates/server/service.ts'

const platform: Platform = {
  ...reference,
  name: 'offers-downgrade',
  openUpdates: (config) =>
    openUpdateService(config, {
      ...SERVER_RULES,
      decide(question) {
        const { catalogue, instance, at } = question
        const channel = groupOf(catalogue, instance.track)?.channel ?? ''
        const release = packageOf(catalogue, channelOf(catalogue, channel)?.version ?? '')
        const decision = SERVER_RULES.decide(question)
        if (decision.kind !== 'no-update' || !release || release.version === instance.version) return decision
        const granted = { status: 'UpdateGranted', updateInProgress: true, grantedAt: at } as const
        return {
          kind: 'grant',
          package: release,
          instance: { ...instance, ...granted, lastUpdateVersion: release.version },
        }
      },
    }),
}

export default platform
