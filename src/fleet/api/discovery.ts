// A description of the API in the form of Google's discovery documents, which fleet's clients were generated from. It
// is the same for every request. `$ENDPOINT` stands for where the client found it.

import type { Json } from '../../runtime/wire.ts'
import type { ApiReply } from './message.ts'
import { BASES, type Operation, OPERATIONS } from './operations.ts'
import { jsonSchemas } from './schema.ts'

/** GET /discovery */
export function discover(): ApiReply {
  return { status: 200, body: DOCUMENT }
}

const [BASE] = BASES

const DOCUMENT: Json = {
  kind: 'discovery#restDescription',
  discoveryVersion: 'v1',
  id: 'fleet:v1',
  name: 'fleet',
  version: 'v1',
  title: 'fleet API',
  description: 'Units that run on the machines of a cluster.',
  protocol: 'rest',
  rootUrl: '$ENDPOINT/',
  servicePath: `${BASE.slice(1)}/`,
  basePath: `${BASE}/`,
  batchPath: 'batch',
  schemas: Object.fromEntries(jsonSchemas((id) => id).map(([id, schema]) => [id, { id, ...(schema as object) }])),
  resources: resources(),
}

function resources(): Json {
  const found: Record<string, { readonly methods: Record<string, Json> }> = {}
  for (const operation of OPERATIONS.filter(({ unlisted }) => !unlisted)) {
    const [resource = '', method = ''] = operation.id.split('.')
    const { methods } = (found[resource] ??= { methods: {} })
    methods[method] = described(operation)
  }
  return found
}

function described({ method, path, id, summary, query, takes, answers }: Operation): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const gives = answers.find((answer) => answer.gives !== undefined)?.gives
  return {
    id: `fleet.${id}`,
    httpMethod: method,
    path: path.slice(1),
    description: summary,
    parameters: Object.fromEntries([
      ...names.map((name) => [name, { type: 'string', location: 'path', required: true }]),
      ...query.map(({ name, about }) => [name, { type: 'string', location: 'query', description: about }]),
    ]) as Json,
    parameterOrder: names,
    ...(takes !== undefined && { request: { $ref: takes } }),
    ...(gives !== undefined && { response: { $ref: gives } }),
  }
}
