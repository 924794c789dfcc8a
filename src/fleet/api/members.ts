// The members of a request's body by their names, in whatever case those are written: so Go's decoder reads them, which
// upstream's is. Its own client relies on that: it sends the `Value` of a metadatum (encoding/json, Unmarshal).

import { z } from 'zod'

const known = new WeakMap<z.ZodType, ReadonlyMap<string, string>>()

/** The JSON value with the names that the schema has, at every depth; of two members that are one then, the last counts. */
export function inItsWords(schema: z.ZodType, value: unknown): unknown {
  let names = known.get(schema)
  if (names === undefined) known.set(schema, (names = namesIn(schema)))
  return renamed(value, names)
}

/** By the name in lower case. */
function namesIn(schema: z.ZodType): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), (key, value: unknown) => {
    if (key === 'properties') for (const name of Object.keys(value as object)) names.set(name.toLowerCase(), name)
    return value
  })
  return names
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [
    names.get(name.toLowerCase()) ?? name,
    renamed(member, names),
  ])
  return Object.fromEntries(members)
}
