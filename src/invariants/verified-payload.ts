import { bootsOf, runs } from './boots.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { cataloguesOf } from './releases.ts'
import type { View } from './view.ts'

/** What a machine boots was declared, by version and SHA-256, in a catalogue until then. */
export const verifiedPayload: Invariant = {
  id: 'verified-payload',
  promise: 'No payload whose size or SHA-256 is wrong is ever booted.',
  nature: 'safety',
  judge(view) {
    const declared = declarations(view)
    for (const boots of bootsOf(view).values()) {
      for (const boot of boots) {
        const { event } = boot
        const { machine, version, payload } = event
        if (payload === null) continue
        const since = declared.get(`${version} ${payload}`)
        if (since !== undefined && since <= event.at + view.tuning.callTimeoutMs) continue
        return violated({
          says: `${machine} booted ${runs(boot)} at ${clock(event.at)}, whose payload ${payload} nobody had declared for ${version}.`,
          at: event.at,
          events: [event.id],
        })
      }
    }
    return HOLDS
  },
}

/** Since when each version with its SHA-256 was declared. */
function declarations(view: View): ReadonlyMap<string, number> {
  const declared = new Map<string, number>()
  for (const { catalogue, event } of cataloguesOf(view)) {
    for (const { version, sha256 } of catalogue?.packages ?? []) {
      const key = `${version} ${sha256}`
      if (event && !declared.has(key)) declared.set(key, event.at)
    }
  }
  return declared
}
