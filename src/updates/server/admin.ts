// What operators do to an update server's state: change the catalogue, and look at machines and at what happened. Any
// server may be asked; a change is written only over the catalogue that it was made from.

import type { Json } from '../../runtime/wire.ts'
import { type Program, random, sleep } from '../../runtime/operation.ts'
import { prefixEnd, range, txn } from '../../store/contract.ts'
import type { Catalogue, CatalogueChange } from '../rollout/catalogue.ts'
import { encodeCatalogue } from '../rollout/catalogue-codec.ts'
import { decodeInstance } from './instance-codec.ts'
import { activityPrefix, CATALOGUE_KEY, instancesPrefix } from './keys.ts'
import { catalogueOf, corruption } from './state.ts'

/** `body`: the result, or one sentence. 503: not done, or not known to be done; asking again does no harm. */
export interface AdminAnswer {
  readonly status: 200 | 400 | 404 | 409 | 503
  readonly body: Json
}

/** Changes the catalogue by comparing and setting. `done` is what is said when it changed; 503 when it is corrupt. */
export function* changeCatalogue(
  change: (catalogue: Catalogue) => CatalogueChange,
  done: string,
): Program<AdminAnswer> {
  let why = 'The catalogue changed meanwhile.'
  for (let tries = 1; tries <= TRIES; tries++) {
    const read = yield* readCatalogue()
    if (read.kind === 'unavailable') return unavailable(read.why)
    const result = change(read.catalogue)
    if (result.kind === 'refused') return { status: result.status, body: result.why }
    if (result.kind === 'already') return { status: 200, body: 'It was so already.' }
    const written = yield* txn({
      compares: [{ target: 'mod-revision', key: CATALOGUE_KEY, relation: '=', operand: read.revision }],
      then: [{ kind: 'put', key: CATALOGUE_KEY, value: encodeCatalogue(result.catalogue) }],
      otherwise: [],
    })
    if (written.kind === 'ok' && written.value.succeeded) return { status: 200, body: done }
    if (written.kind !== 'ok') why = written.reason
    yield* sleep(yield* random(PAUSE_MS * tries))
  }
  return unavailable(why)
}

const TRIES = 5
const PAUSE_MS = 20

/** The catalogue as it is offered now. */
export function* showCatalogue(): Program<AdminAnswer> {
  const read = yield* readCatalogue()
  if (read.kind === 'unavailable') return unavailable(read.why)
  return { status: 200, body: JSON.parse(encodeCatalogue(read.catalogue)) as Json }
}

/** The machines of a track, in the order of their keys. */
export const listInstances = (track: string): Program<AdminAnswer> =>
  list(instancesPrefix(track), (key, document) => {
    decodeInstance(key, document)
    return JSON.parse(document) as Json
  })

/** What happened in a track, oldest first; the log forgets what is long ago. */
export const activity = (track: string): Program<AdminAnswer> =>
  list(activityPrefix(track), (_, document) => parsedOrText(document))

/** Nothing is decided by the log, so a line that cannot be read is shown as it is. */
function parsedOrText(document: string): Json {
  try {
    return JSON.parse(document) as Json
  } catch {
    return document
  }
}

function* list(prefix: string, read: (key: string, document: string) => Json): Program<AdminAnswer> {
  const found = yield* range({ key: prefix, rangeEnd: prefixEnd(prefix) })
  if (found.kind !== 'ok') return unavailable(found.reason)
  try {
    return { status: 200, body: found.value.kvs.map(({ key, value }) => read(key, value)) }
  } catch (error) {
    return unavailable(corruption(error))
  }
}

type ReadCatalogue =
  | { readonly kind: 'read'; readonly catalogue: Catalogue; readonly revision: number }
  | { readonly kind: 'unavailable'; readonly why: string }

function* readCatalogue(): Program<ReadCatalogue> {
  const read = yield* range({ key: CATALOGUE_KEY })
  if (read.kind !== 'ok') return { kind: 'unavailable', why: read.reason }
  const [kv] = read.value.kvs
  try {
    return { kind: 'read', catalogue: catalogueOf(kv), revision: kv?.modRevision ?? 0 }
  } catch (error) {
    return { kind: 'unavailable', why: corruption(error) }
  }
}

const unavailable = (why: string): AdminAnswer => ({ status: 503, body: why })
