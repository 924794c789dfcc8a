// What fleet's HTTP API says and takes, as schemas: the types below, the checks of request bodies and the OpenAPI document
// (openapi.ts) all come from here. Names and the order of fields are those of fleet's v1 API (schema/v1.json upstream).
//
// What has no value is left out, as there: an empty text, an empty list. One deviation: an option's value is always
// there, for an empty one is an option all the same.

import { z } from 'zod'
import type { Json } from '../../runtime/wire.ts'
import { TARGET_STATES } from '../unit.ts'

const components = z.registry<{ readonly id: string }>()

const stateSchema = z.enum(TARGET_STATES)

const optionSchema = z
  .object({ name: z.string(), section: z.string(), value: z.string() })
  .describe('One line of a unit file.')
components.add(optionSchema, { id: 'UnitOption' })

const unitSchema = z.object({
  currentState: stateSchema
    .exactOptional()
    .describe(
      'Derived from what its machine reports. launched says nothing of success. Never there for a global unit.',
    ),
  desiredState: stateSchema.exactOptional().describe('Missing where the registry holds none that can be read.'),
  machineID: z.string().exactOptional().describe('The machine that it is scheduled to.'),
  name: z.string(),
  options: z.array(optionSchema).exactOptional(),
})
components.add(unitSchema, { id: 'Unit' })

const nextPageToken = z.string().exactOptional().describe('There is a next page: ask for it with this token.')

const unitPageSchema = z
  .object({ nextPageToken, units: z.array(unitSchema).exactOptional() })
  .describe('By name. An empty page is {}.')
components.add(unitPageSchema, { id: 'UnitPage' })

const unitStateSchema = z
  .object({
    hash: z.string().describe('Of the file that lies on the machine: SHA-1, 40 hexadecimal digits.'),
    machineID: z.string(),
    name: z.string(),
    systemdActiveState: z.string(),
    systemdLoadState: z.string(),
    systemdSubState: z.string(),
  })
  .describe('What one machine reports of one unit.')
components.add(unitStateSchema, { id: 'UnitState' })

const unitStatePageSchema = z
  .object({ nextPageToken, states: z.array(unitStateSchema).exactOptional() })
  .describe('By unit, then by machine.')
components.add(unitStatePageSchema, { id: 'UnitStatePage' })

const machineSchema = z.object({
  id: z.string(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
  primaryIP: z.string().exactOptional(),
})
components.add(machineSchema, { id: 'Machine' })

const machinePageSchema = z
  .object({ machines: z.array(machineSchema).exactOptional(), nextPageToken })
  .describe('By id.')
components.add(machinePageSchema, { id: 'MachinePage' })

const placementSchema = z
  .object({
    unit: z.string(),
    machine: z.string().exactOptional().describe('The machine that it is scheduled to.'),
    why: z.record(z.string(), z.string()).describe('Why a machine cannot have it, by machine.'),
  })
  .describe('An extension: upstream has nothing like it.')
components.add(placementSchema, { id: 'Placement' })

export const errorSchema = z
  .object({ error: z.object({ code: z.int().min(400).max(599), message: z.string() }) })
  .describe('The message may be empty.')
components.add(errorSchema, { id: 'Error' })

/** What a unit is made or changed with. Of an option nothing need be there; null is as good as missing. */
export const unitInputSchema = z
  .object({
    desiredState: z.string().nullish().describe('One of inactive, loaded and launched.'),
    name: z.string().nullish().describe('That of the path, or missing.'),
    options: z
      .array(z.object({ name: z.string().nullish(), section: z.string().nullish(), value: z.string().nullish() }))
      .nullish(),
  })
  .describe('Other fields are ignored.')
components.add(unitInputSchema, { id: 'UnitInput' })

/** Values come nested, as upstream's code has them, or plain, as its documentation has them. */
export const machinePatchSchema = z.array(
  z.object({
    op: z.string().nullish().describe('One of add, remove and replace.'),
    path: z.string().nullish().describe('/<machine id>/metadata/<key>'),
    value: z.union([z.string(), z.object({ value: z.string().nullish() })]).nullish(),
  }),
)
components.add(machinePatchSchema, { id: 'MachinePatch' })

export type ApiUnit = z.infer<typeof unitSchema>
export type UnitPage = z.infer<typeof unitPageSchema>
export type ApiUnitState = z.infer<typeof unitStateSchema>
export type UnitStatePage = z.infer<typeof unitStatePageSchema>
export type ApiMachine = z.infer<typeof machineSchema>
export type MachinePage = z.infer<typeof machinePageSchema>
export type Placement = z.infer<typeof placementSchema>
export type MachinePatch = z.infer<typeof machinePatchSchema>

/**
 * All of them as JSON Schema, in the order of their names.
 * @param reference what a schema that is named in another one is referred to as
 */
export function jsonSchemas(reference: (id: string) => string): readonly (readonly [string, Json])[] {
  const { schemas } = z.toJSONSchema(components, { uri: reference, io: 'input' })
  return Object.entries(schemas)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema as Json])
}
