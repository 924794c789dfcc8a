// Reads what a request carries.

import type { z } from 'zod'
import type { ApiRequest } from './message.ts'
import { inItsWords } from './members.ts'
import { Refused } from './refused.ts'

/** In bytes of UTF-8. etcd takes no request of more than 1.5 MB. */
export const BODY_LIMIT = 1_000_000

/** How deep lists and objects may lie in each other. What the API takes lies in four. */
const DEPTH_LIMIT = 64

/**
 * The media type must be that of JSON, said once; parameters are ignored (api/util.go upstream).
 * @throws Refused 415
 */
export function requireJson(contentTypes: readonly string[]): void {
  const [type, ...more] = contentTypes
  if (type === undefined || more.length > 0) {
    throw new Refused(415, `expected 1 Content-Type, got ${contentTypes.length}`)
  }
  const [media = ''] = type.split(';')
  if (media.trim().toLowerCase() !== 'application/json') {
    throw new Refused(415, 'only acceptable Content-Type is application/json')
  }
}

/**
 * A body that fits the schema. Fields that the schema does not name are dropped; their names count in any case.
 * @throws Refused 413 too long; 400 not JSON, nested too deep, or of another shape: the message says where
 */
export function readBody<T>(schema: z.ZodType<T>, { body }: ApiRequest): T {
  if (body.length > BODY_LIMIT || new TextEncoder().encode(body).length > BODY_LIMIT) {
    throw new Refused(413, `the body must not be longer than ${BODY_LIMIT} bytes`)
  }
  const read = schema.safeParse(inItsWords(schema, parsed(body)))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `
  throw undecodable(`${where}${issue?.message ?? 'it has another shape'}`)
}

function parsed(body: string): unknown {
  if (body.trim() === '') throw undecodable('EOF')
  if (depthOf(body) > DEPTH_LIMIT) throw undecodable('it is nested too deep')
  try {
    return JSON.parse(body)
  } catch {
    throw undecodable('it is not JSON') // the parser's own words differ from one version of Node to the next
  }
}

const undecodable = (why: string): Refused => new Refused(400, `unable to decode body: ${why}`)

/** Found before the text is parsed, without recursion. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') inString = !inString
    else if (inString) i += char === '\\' ? 1 : 0
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}
