// Writes docs/fleet-api.openapi.json: fleet's HTTP API, from its schemas. A test fails when the file is another.
//
//   node scripts/bootstrap.js scripts/openapi.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { openApiDocument } from '../src/fleet/api/openapi.ts'

const file = join(import.meta.dirname, '..', 'docs', 'fleet-api.openapi.json')
const text = JSON.stringify(openApiDocument(), null, 2)
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
