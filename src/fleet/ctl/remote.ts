// The API of a fleet as calls with types (api/*.go, schema/v1.json). Lists are read to their last page. What a server sends
// beyond what is known here is ignored.

import { z } from 'zod'
import type { Program } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import type { ApiClient } from '../api/client.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import type { TargetState, UnitName } from '../unit.ts'
import { CtlFailed } from './desk.ts'

const BASE = '/fleet/v1'

/** fleet leaves out what is empty, also the value of an option. */
const optionShape = z.object({
  section: z.string().default(''),
  name: z.string().default(''),
  value: z.string().default(''),
})
const unitShape = z.object({
  name: z.string(),
  options: z.array(optionShape).default([]),
  desiredState: z.string().default(''),
  /** Never sent of a global unit by itself; in the list a global has `inactive`, which says nothing. */
  currentState: z.string().default(''),
  machineID: z.string().default(''),
})
const stateShape = z.object({
  name: z.string(),
  machineID: z.string().default(''),
  hash: z.string().default(''),
  systemdLoadState: z.string().default(''),
  systemdActiveState: z.string().default(''),
  systemdSubState: z.string().default(''),
})
const machineShape = z.object({
  id: z.string(),
  primaryIP: z.string().default(''),
  metadata: z.record(z.string(), z.string()).default({}),
})
const placementShape = z.object({
  machine: z.string().default(''),
  why: z.record(z.string(), z.string()).default({}),
})
const refusalShape = z.object({ error: z.object({ message: z.string() }) })

/** A unit of the registry. An empty string: the server said nothing. */
export type RemoteUnit = z.output<typeof unitShape>
/** What a machine's systemd reports of a unit. */
export type RemoteState = z.output<typeof stateShape>
export type RemoteMachine = z.output<typeof machineShape>
/** Where a unit is, or why it is on none of the machines: an extension of this API, which other servers have not got. */
export type Placement = z.output<typeof placementShape>

/** No answer came, or none that can be read. */
export class ApiUnanswered extends CtlFailed {
  override readonly code = 'API_UNANSWERED'
}

interface Answer {
  readonly status: number
  readonly body: Json | undefined
}

/** @throws ApiUnanswered */
function* ask(api: ApiClient, method: string, path: string, body?: Json): Program<Answer> {
  const contentTypes = body === undefined ? [] : ['application/json']
  const target = `${BASE}${path}`
  const outcome = yield* api({ method, target, contentTypes, body: body === undefined ? '' : JSON.stringify(body) })
  if (outcome.kind === 'ok') return { status: outcome.value.status, body: outcome.value.body }
  const happened = outcome.kind === 'unknown' && method !== 'GET' ? ' (it may have happened)' : ''
  throw new ApiUnanswered(`${outcome.reason}${happened}`)
}

const refused = (answer: Answer, what: string): CtlFailed => {
  const read = refusalShape.safeParse(answer.body)
  const said = read.success ? read.data.error.message : ''
  return new CtlFailed(`${what}: the server answered ${answer.status}${said === '' ? '' : `, ${said}`}`)
}

function read<T>(shape: z.ZodType<T>, answer: Answer, what: string): T {
  if (answer.status !== 200) throw refused(answer, what)
  const parsed = shape.safeParse(answer.body ?? null)
  if (parsed.success) return parsed.data
  throw new ApiUnanswered(`${what}: the server's answer is none of fleet's API: ${z.prettifyError(parsed.error)}`)
}

function* pages<T>(api: ApiClient, path: string, field: string, shape: z.ZodType<T>): Program<readonly T[]> {
  const page = z.object({ nextPageToken: z.string().default(''), [field]: z.array(shape).default([]) })
  const all: T[] = []
  const seen = new Set<string>()
  let query = ''
  for (;;) {
    const separator = path.includes('?') ? '&' : '?'
    const answer = yield* ask(api, 'GET', query === '' ? path : `${path}${separator}${query}`)
    const got = read(page, answer, `Error retrieving ${field}`)
    all.push(...(got[field] as readonly T[]))
    const token = got['nextPageToken'] as string
    if (token === '') return all
    if (seen.has(token)) throw new ApiUnanswered(`Error retrieving ${field}: the server's pages have no end`)
    seen.add(token)
    query = `nextPageToken=${encodeURIComponent(token)}`
  }
}

const pathOf = (name: UnitName): string => `/units/${encodeURIComponent(name)}`

/** Undefined: there is no such unit. */
export function* getUnit(api: ApiClient, name: UnitName): Program<RemoteUnit | undefined> {
  const answer = yield* ask(api, 'GET', pathOf(name))
  return answer.status === 404 ? undefined : read(unitShape, answer, `Error retrieving Unit ${name}`)
}

export const listUnits = (api: ApiClient): Program<readonly RemoteUnit[]> => pages(api, '/units', 'units', unitShape)

/** Of all units, or of one: what each machine reports. */
export const listStates = (api: ApiClient, unit?: UnitName): Program<readonly RemoteState[]> =>
  pages(api, unit === undefined ? '/state' : `/state?unitName=${encodeURIComponent(unit)}`, 'states', stateShape)

export const listMachines = (api: ApiClient): Program<readonly RemoteMachine[]> =>
  pages(api, '/machines', 'machines', machineShape)

/** Creates a unit that is to be inactive, or gives one other options; then its target is reset too. */
export function* putUnit(api: ApiClient, name: UnitName, options: readonly UnitOption[]): Program<void> {
  const plain = options.map(({ section, name: option, value }) => ({ section, name: option, value }))
  const answer = yield* ask(api, 'PUT', pathOf(name), { name, desiredState: 'inactive', options: plain })
  if (answer.status >= 300) throw refused(answer, `Error creating Unit ${name}`)
}

export function* setTargetState(api: ApiClient, name: UnitName, desiredState: TargetState): Program<void> {
  const answer = yield* ask(api, 'PUT', pathOf(name), { name, desiredState })
  if (answer.status >= 300) throw refused(answer, `Error setting target state for Unit ${name}`)
}

/** Also where somebody else has done so. */
export function* deleteUnit(api: ApiClient, name: UnitName): Program<void> {
  const answer = yield* ask(api, 'DELETE', pathOf(name))
  if (answer.status >= 300 && answer.status !== 404) throw refused(answer, `Error destroying Unit ${name}`)
}

/** Undefined: the server does not say. */
export function* placementOf(api: ApiClient, name: UnitName): Program<Placement | undefined> {
  const answer = yield* ask(api, 'GET', `${pathOf(name)}/placement`)
  return answer.status === 200 ? read(placementShape, answer, `Error retrieving the placement of ${name}`) : undefined
}
