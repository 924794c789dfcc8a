// The API as an OpenAPI 3.1 document, from its schemas and the list of its operations. docs/fleet-api.openapi.json is
// this, written by `node scripts/bootstrap.js scripts/openapi.ts`; a test says when it is not.

import type { Json } from '../../runtime/wire.ts'
import { FLEET_VERSION } from '../config.ts'
import { type Answer, BASES, type Operation, OPERATIONS } from './operations.ts'
import { OUT_OF_TOUCH } from './refused.ts'
import { jsonSchemas } from './schema.ts'

export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of OPERATIONS) {
    const item = (paths[operation.path] ??= parametersOfPath(operation.path))
    item[operation.method.toLowerCase()] = described(operation)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'fleet API',
      version: FLEET_VERSION,
      summary: "The v1 API of fleet's daemons, which every machine serves.",
      description:
        'What is not listed here is answered 404, and a method that a path does not have is answered 405 (400 by discovery). ' +
        "In a request's body the case of members' names does not matter.",
    },
    servers: BASES.map((url) => ({ url })),
    paths,
    components: { schemas: componentSchemas() },
  }
}

const reference = (id: string): Json => ({ $ref: `#/components/schemas/${id}` })
const content = (id: string): Json => ({ 'application/json': { schema: reference(id) } })

function described({ id, summary, query, takes, answers }: Operation): Json {
  return {
    operationId: id,
    summary,
    ...(query.length > 0 && { parameters: query.map(({ name, about }) => parameter('query', name, about)) }),
    ...(takes !== undefined && { requestBody: { required: true, content: content(takes) } }),
    responses: Object.fromEntries(
      [...answers, { status: 503, about: `Not done, or not known to be done; or: ${OUT_OF_TOUCH}.` }].map((answer) => [
        String(answer.status),
        response(answer),
      ]),
    ),
  }
}

function response({ status, about, gives }: Answer): Json {
  const schema = status >= 400 ? 'Error' : gives
  return { description: about, ...(schema !== undefined && { content: content(schema) }) }
}

function parametersOfPath(path: string): Record<string, Json> {
  return path.includes('{unitName}') ? { parameters: [parameter('path', 'unitName', 'Such as app@1.service.')] } : {}
}

const parameter = (where: 'path' | 'query', name: string, description: string): Json => ({
  name,
  in: where,
  ...(where === 'path' && { required: true }),
  description,
  schema: { type: 'string' },
})

function componentSchemas(): Json {
  return Object.fromEntries(jsonSchemas((id) => `#/components/schemas/${id}`))
}
