// Wrong on purpose: an operator may point stable at a release that never stood on beta.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import type { Json } from '../../src/runtime/wire.ts'
import { type Catalogue, type CatalogueChange, packageOf, refused } from '../../src/updates/rollout/catalogue.ts'
import { changeCatalogue } from '../../src/updates/server/admin.ts'

function pointed(catalogue: Catalogue, version: string): CatalogueChange {
  if (packageOf(catalogue, version) === undefined) return refused(404, `There is no version ${version}.`)
  const channels = catalogue.channels.map((channel) =>
    channel.name === 'stable' ? { ...channel, version, stood: [...channel.stood, version] } : channel,
  )
  return { kind: 'changed', catalogue: { ...catalogue, channels } }
}

const platform: Platform = {
  ...reference,
  name: 'promotes-past-beta',
  openUpdates(config) {
    const service = reference.openUpdates(config)
    return {
      ...service,
      *admin(what, body) {
        const { channel, version } = body as { readonly channel?: Json; readonly version?: Json }
        if (what !== 'promote' || channel !== 'stable' || typeof version !== 'string') {
          return yield* service.admin(what, body)
        }
        return yield* changeCatalogue((catalogue) => pointed(catalogue, version), 'done')
      },
    }
  },
}

export default platform
