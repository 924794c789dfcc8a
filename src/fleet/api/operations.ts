// Every operation of the API as data: what OpenAPI (openapi.ts) and discovery (discovery.ts) say of it. router.ts is
// what answers; a test holds the two together.

export interface Operation {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'PATCH'
  /** Below the base, with parameters in braces. */
  readonly path: string
  /** Such as `Units.List`: resource and method of the discovery document. */
  readonly id: string
  readonly summary: string
  readonly query: readonly Parameter[]
  /** The schema of the body that it takes. */
  readonly takes?: string
  readonly answers: readonly Answer[]
  /** Discovery does not name it: ours, where upstream has nothing like it, or discovery itself. */
  readonly unlisted?: true
}

interface Parameter {
  readonly name: string
  readonly about: string
}

export interface Answer {
  readonly status: number
  readonly about: string
  /** The schema of its body; errors have that of an error. */
  readonly gives?: string
}

/** Either may stand before every path. */
export const BASES = ['/fleet/v1', '/v1-alpha'] as const

const PAGE: Parameter = { name: 'nextPageToken', about: 'From the page before; the first page has none.' }

const gives = (schema: string): Answer => ({ status: 200, about: 'Here it is.', gives: schema })
const refuses = (status: number, about: string): Answer => ({ status, about })

const BAD_TOKEN = refuses(400, 'The page token is none.')
const BAD_PATH = refuses(400, 'The path is not percent-encoded.')
const NO_UNIT = refuses(404, 'There is no such unit.')
const UNREADABLE = refuses(500, 'What the registry holds cannot be read; the message names the key.')
const TOO_LONG = refuses(413, 'The body is too long.')

export const OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/units',
    id: 'Units.List',
    summary: 'The units, by name',
    query: [PAGE],
    answers: [gives('UnitPage'), BAD_TOKEN],
  },
  {
    method: 'GET',
    path: '/units/{unitName}',
    id: 'Units.Get',
    summary: 'One unit',
    query: [],
    answers: [gives('Unit'), BAD_PATH, NO_UNIT, UNREADABLE],
  },
  {
    method: 'PUT',
    path: '/units/{unitName}',
    id: 'Units.Set',
    summary: 'Make a unit, put another file in its place, or say what is to become of it',
    query: [],
    takes: 'UnitInput',
    answers: [
      { status: 201, about: 'It was made, or has another file now.' },
      { status: 204, about: 'Its desired state is set.' },
      refuses(400, 'The body, the name, an option or the desired state cannot be.'),
      refuses(409, 'Options are missing for a new unit, or a desired state for one that there is.'),
      TOO_LONG,
      refuses(415, 'The body is not said to be JSON.'),
      UNREADABLE,
    ],
  },
  {
    method: 'DELETE',
    path: '/units/{unitName}',
    id: 'Units.Delete',
    summary: 'Destroy a unit',
    query: [],
    answers: [{ status: 204, about: 'It is gone.' }, BAD_PATH, NO_UNIT],
  },
  {
    method: 'GET',
    path: '/units/{unitName}/placement',
    id: 'Units.Placement',
    summary: 'An extension: where a unit is scheduled, and why the other machines cannot have it',
    query: [],
    answers: [gives('Placement'), BAD_PATH, NO_UNIT, UNREADABLE],
    unlisted: true,
  },
  {
    method: 'GET',
    path: '/state',
    id: 'UnitState.List',
    summary: 'What machines report of units',
    query: [
      PAGE,
      { name: 'machineID', about: 'Only what this machine reports.' },
      { name: 'unitName', about: 'Only what is reported of this unit.' },
    ],
    answers: [gives('UnitStatePage'), BAD_TOKEN],
  },
  {
    method: 'GET',
    path: '/state/{unitName}',
    id: 'UnitState.Get',
    summary: 'What is reported of one unit, by its own machine where that one does',
    query: [],
    answers: [gives('UnitState'), BAD_PATH, refuses(404, 'Nothing is reported of it.')],
  },
  {
    method: 'GET',
    path: '/machines',
    id: 'Machines.List',
    summary: 'The machines that are present',
    query: [PAGE],
    answers: [gives('MachinePage'), BAD_TOKEN],
  },
  {
    method: 'PATCH',
    path: '/machines',
    id: 'Machines.Patch',
    summary: "Change machines' metadata, in order; the machines need not be present",
    query: [],
    takes: 'MachinePatch',
    answers: [{ status: 204, about: 'It is done.' }, refuses(400, 'An operation cannot be; none was done.'), TOO_LONG],
  },
  {
    method: 'GET',
    path: '/discovery',
    id: 'Discovery.Get',
    summary: 'This API in the form of a discovery document',
    query: [],
    answers: [{ status: 200, about: 'Here it is.' }],
    unlisted: true,
  },
]
