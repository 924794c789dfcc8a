// The update server's documents in short words: what each channel points at, and where each machine's update stands.

import type { Event } from '../history/event.ts'
import { type Catalogue, channelOf, groupOf, packageOf } from '../updates/rollout/catalogue.ts'
import { decodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import type { Policy } from '../updates/rollout/policy.ts'
import { decodeInstance } from '../updates/server/instance-codec.ts'
import { activityPrefix, CATALOGUE_KEY, instancesPrefix, rolloutKey } from '../updates/server/keys.ts'

const INSTANCES = instancesPrefix('').slice(0, -1)
const COUNTS: readonly string[] = [rolloutKey(''), activityPrefix('').slice(0, -1)]

/** The server's own account of machines: it changes with every message, and nothing else begins or ends by it. */
export const isServersAccount = (key: string): boolean => [INSTANCES, ...COUNTS].some((start) => key.startsWith(start))

/** What stands in a document of the update server; undefined where the key is none of those that have words. */
export function documentWords(key: string, document: string): string | undefined {
  if (key === CATALOGUE_KEY) {
    const catalogue = catalogueIn(document)
    return catalogue === 'corrupt'
      ? `the update catalogue is unreadable: ${document}`
      : `updates: ${standing(catalogue)}`
  }
  return key.startsWith(INSTANCES) ? instanceWords(key, document) : undefined
}

interface CatalogueNews {
  readonly at: number
  /** Index of the event in the history. */
  readonly index: number
  readonly revision: number
  /** What is new, a few words each. */
  readonly news: readonly string[]
  /** What stands in the document now. */
  readonly says: string
}

/** Each version of the catalogue that says something new to machines: a channel's release, a withdrawal, a policy. */
export function catalogueNews(events: readonly Event[]): readonly CatalogueNews[] {
  const all: CatalogueNews[] = []
  let before: Catalogue | undefined
  events.forEach((event, index) => {
    if ((event.kind !== 'store.put' && event.kind !== 'store.deleted') || event.key !== CATALOGUE_KEY) return
    const { at, revision } = event
    const catalogue = event.kind === 'store.put' ? catalogueIn(event.value) : undefined
    if (typeof catalogue !== 'object') {
      const says = `catalogue ${catalogue === undefined ? 'deleted' : 'unreadable'}`
      all.push({ at, index, revision, news: [says], says })
      return
    }
    const news = newsOf(before, catalogue)
    before = catalogue
    if (news.length > 0) all.push({ at, index, revision, news, says: standing(catalogue) })
  })
  return all
}

function newsOf(before: Catalogue | undefined, { packages, channels, groups }: Catalogue): readonly string[] {
  const pointed = channels.flatMap(({ name, version }) => {
    const old = (before && channelOf(before, name)?.version) ?? null
    return old === version ? [] : [`${name} → ${version ?? 'nothing'}`]
  })
  const withdrawn = packages.flatMap(({ version, withdrawn: is }) =>
    is === true && !(before && packageOf(before, version)?.withdrawn) ? [`${version} withdrawn`] : [],
  )
  const switched = groups.flatMap(({ track, policy }) =>
    policyNews(track, before && groupOf(before, track)?.policy, policy),
  )
  return [...withdrawn, ...pointed, ...switched]
}

function policyNews(
  track: string,
  before: Policy | undefined,
  { updatesEnabled, ...limits }: Policy,
): readonly string[] {
  if ((before?.updatesEnabled ?? true) !== updatesEnabled) return [`${track} ${updatesEnabled ? 'on' : 'off'}`]
  if (before === undefined) return []
  const { updatesEnabled: _, ...old } = before
  const same = (Object.keys(limits) as (keyof typeof limits)[]).every((name) => limits[name] === old[name])
  return same ? [] : [`${track}: other policy`]
}

function standing({ packages, channels, groups }: Catalogue): string {
  const pointed = channels.filter(({ version }) => version !== null).map(({ name, version }) => `${name} ${version}`)
  const withdrawn = packages.filter((each) => each.withdrawn).map(({ version }) => version)
  const off = groups.filter(({ policy }) => !policy.updatesEnabled).map(({ track }) => track)
  return [
    pointed.length === 0 ? 'no channel points at a release' : pointed.join(', '),
    ...(withdrawn.length === 0 ? [] : [`withdrawn ${withdrawn.join(', ')}`]),
    ...(off.length === 0 ? [] : [`disabled for ${off.join(', ')}`]),
  ].join('; ')
}

function instanceWords(key: string, document: string): string {
  try {
    const { machine, track, version, status, lastUpdateVersion } = decodeInstance(key, document)
    const granted = lastUpdateVersion === undefined || lastUpdateVersion === version ? '' : ` of ${lastUpdateVersion}`
    return `the update server has ${machine} (${track}) on ${version}${status === 'Undefined' ? '' : `, ${status}${granted}`}`
  } catch {
    return `the update server's ${key} is unreadable: ${document}`
  }
}

function catalogueIn(document: string): Catalogue | 'corrupt' {
  try {
    return decodeCatalogue(document)
  } catch {
    return 'corrupt' // whatever is wrong with it, the report shows the document itself
  }
}
