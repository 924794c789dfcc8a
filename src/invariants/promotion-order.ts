import { type Catalogue, channelOf, CHANNEL_ORDER, isBlacklisted } from '../updates/rollout/catalogue.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { cataloguesOf, newer } from './releases.ts'

/**
 * A release that was ever blacklisted for a channel is the exception: that channel fell back past it, and the next one need
 * not have.
 */
export const promotionOrder: Invariant = {
  id: 'promotion-order',
  promise: 'A release reaches beta only after alpha, and stable only after beta; stable ≤ beta ≤ alpha.',
  nature: 'safety',
  judge(view) {
    const barred = new Set<string>()
    let before: Catalogue | undefined
    for (const { catalogue, event } of cataloguesOf(view)) {
      if (catalogue === undefined) continue
      for (const release of catalogue.packages) {
        for (const channel of CHANNEL_ORDER) {
          if (isBlacklisted(release, channel)) barred.add(`${channel} ${release.version}`)
        }
      }
      const wrong = jumped(before, catalogue) ?? outOfOrder(catalogue, barred)
      before = catalogue
      if (wrong === undefined || event === undefined) continue
      const says = `Since revision ${event.revision} at ${clock(event.at)}, ${wrong}.`
      return violated({ says, at: event.at, events: [event.id] })
    }
    return HOLDS
  },
}

/** Neighbours in the order: the earlier channel, the later one. */
const PAIRS = CHANNEL_ORDER.slice(1).map((name, i) => [CHANNEL_ORDER[i] as string, name] as const)

function jumped(before: Catalogue | undefined, catalogue: Catalogue): string | undefined {
  for (const [earlier, later] of PAIRS) {
    const known = before && channelOf(before, later)?.stood
    const passed = channelOf(catalogue, earlier)?.stood
    for (const version of channelOf(catalogue, later)?.stood ?? []) {
      if (known?.includes(version) || passed?.includes(version)) continue
      return `${version} stands on ${later}, and never stood on ${earlier}`
    }
  }
  return undefined
}

function outOfOrder(catalogue: Catalogue, barred: ReadonlySet<string>): string | undefined {
  for (const [earlier, later] of PAIRS) {
    const ahead = channelOf(catalogue, later)?.version ?? null
    const behind = channelOf(catalogue, earlier)?.version ?? null
    if (ahead === null || barred.has(`${earlier} ${ahead}`)) continue
    if (behind !== null && !newer(ahead, behind)) continue
    return `${later} points at ${ahead} and ${earlier} at ${behind ?? 'nothing'}`
  }
  return undefined
}
