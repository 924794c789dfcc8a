// Which handler answers which path and method, and what the rest is answered.

import type { Program } from '../../runtime/operation.ts'
import type { ApiCall } from './api-call.ts'
import { discover } from './discovery.ts'
import { patchMachines } from './machine-patch.ts'
import { listMachines } from './machines.ts'
import type { ApiReply } from './message.ts'
import { BASES } from './operations.ts'
import { explainPlacement } from './placement.ts'
import { Refused } from './refused.ts'
import { getState, listStates } from './state.ts'
import { putUnit } from './unit-put.ts'
import { destroy, getUnit, listUnits } from './units.ts'

type Handler = (call: ApiCall) => ApiReply | Program<ApiReply>

interface Resource {
  /** By method. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** What a request with another method is answered. */
  readonly otherwise: Refused
}

const notAllowed = (methods: string): Refused => new Refused(405, `only ${methods} supported against this resource`)

const UNITS: Resource = { handlers: { GET: listUnits }, otherwise: notAllowed('GET') }
const UNIT: Resource = {
  handlers: { GET: getUnit, PUT: putUnit, DELETE: destroy },
  otherwise: notAllowed('GET, PUT and DELETE'),
}
const PLACEMENT: Resource = { handlers: { GET: explainPlacement }, otherwise: notAllowed('GET') }
const STATES: Resource = { handlers: { GET: listStates }, otherwise: notAllowed('GET') }
const STATE: Resource = { handlers: { GET: getState }, otherwise: notAllowed('GET') }
const MACHINES: Resource = {
  handlers: { GET: listMachines, PATCH: patchMachines },
  otherwise: notAllowed('GET and PATCH'),
}
const DISCOVERY: Resource = {
  handlers: { GET: discover },
  otherwise: new Refused(400, 'only HTTP GET supported against this resource'), // not 405: so it was upstream
}
/** `/` and the bases themselves. */
const ROOT: Resource = { handlers: {}, otherwise: new Refused(405, '') }

export interface Route {
  readonly handler: Handler
  /** What stands for a name in the path; an empty text where nothing does. */
  readonly name: string
}

/**
 * Finds who answers.
 * @param path decoded segments, as in target.ts
 * @throws Refused 404, 405, or 400 from discovery
 */
export function route(method: string, path: readonly string[]): Route {
  const { resource, name = '' } = resourceAt(path)
  const handler = Object.hasOwn(resource.handlers, method) ? resource.handlers[method] : undefined
  if (handler === undefined) throw resource.otherwise
  return { handler, name }
}

interface Found {
  readonly resource: Resource
  readonly name?: string
}

function resourceAt(path: readonly string[]): Found {
  if (path.length === 1 && path[0] === '') return { resource: ROOT }
  const base = BASES.map((each) => each.slice(1).split('/')).find((each) => each.every((part, i) => part === path[i]))
  const found = base && below(path.slice(base.length))
  if (!found) throw new Refused(404, '')
  return found
}

function below([collection, name, ...more]: readonly string[]): Found | undefined {
  if (collection === undefined) return { resource: ROOT }
  if (name === undefined) {
    const resource = Object.hasOwn(COLLECTIONS, collection) ? COLLECTIONS[collection] : undefined
    return resource && { resource }
  }
  if (name === '') return undefined // a trailing slash
  if (collection === 'state' && more.length === 0) return { resource: STATE, name }
  if (collection !== 'units') return undefined
  if (more.length === 0) return { resource: UNIT, name }
  return more.length === 1 && more[0] === 'placement' ? { resource: PLACEMENT, name } : undefined
}

const COLLECTIONS: Readonly<Record<string, Resource>> = {
  units: UNITS,
  state: STATES,
  machines: MACHINES,
  discovery: DISCOVERY,
}
