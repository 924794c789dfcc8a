// What people do with units, through the API of any machine. One action a verb of fleetctl; all are one request, so that
// what was acknowledged is known. A verb that brings a file makes the unit first, if there is none.

import fc from 'fast-check'
import { z } from 'zod'
import type { ApiReply } from '../fleet/api/message.ts'
import { FLEET_SERVICE } from '../fleet/fleetd.ts'
import type { TargetState } from '../fleet/unit.ts'
import { parseUnitFile, UnitFileInvalid } from '../fleet/unit-file/parse.ts'
import { fleetOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Program } from '../runtime/operation.ts'
import { type Json, request } from '../runtime/wire.ts'
import type { Setting } from '../worlds/world.ts'
import type { Action, Answered } from './action.ts'
import { drawnUnit, drawnUnitName } from './units-arbitrary.ts'

type Verb = 'submit-unit' | 'load-unit' | 'start-unit' | 'stop-unit' | 'unload-unit' | 'destroy-unit'

interface UnitStep<V extends Verb> {
  readonly do: V
  /** The machine whose API is asked. */
  readonly machine: string
  readonly unit: string
}

interface FileStep<V extends Verb> extends UnitStep<V> {
  /** The unit file's text; absent: the unit is there already. */
  readonly file?: string | undefined
}

export type SubmitUnit = FileStep<'submit-unit'> & { readonly file: string }
export type LoadUnit = FileStep<'load-unit'>
export type StartUnit = FileStep<'start-unit'>
export type StopUnit = UnitStep<'stop-unit'>
export type UnloadUnit = UnitStep<'unload-unit'>
export type DestroyUnit = UnitStep<'destroy-unit'>

const unitName = z.string().min(1).max(256)
const file = z.string().max(1_000_000)

/** The API takes a write to the store and a read; each may take as long as a call to the store. */
const patience = (tuning: Tuning): number => 3 * tuning.callTimeoutMs

/** Makes or changes a unit. */
function withFile<V extends 'load-unit' | 'start-unit'>(
  verb: V,
  word: string,
  desired: TargetState,
): Action<FileStep<V>> {
  return {
    do: verb,
    schema: z.strictObject({
      do: z.literal(verb),
      machine: z.string(),
      unit: unitName,
      file: file.optional(),
    }) as unknown as z.ZodType<FileStep<V>>, // a literal of a type parameter is beyond zod's types
    arbitrary: (setting) =>
      through(setting, (machine) =>
        drawnUnit(setting.topology).map(({ name: unit, text }) => ({ do: verb, machine, unit, file: text })),
      ),
    words: ({ machine, unit }) => `${word} ${unit} through ${machine}`,
    machines: ({ machine }) => [machine],
    apply: (step, { tuning }) => put(step, desired, tuning),
  }
}

/** Asks for another target state of a unit that is there. */
function plain<V extends 'stop-unit' | 'unload-unit'>(
  verb: V,
  word: string,
  desired: TargetState,
): Action<UnitStep<V>> {
  return {
    do: verb,
    schema: z.strictObject({ do: z.literal(verb), machine: z.string(), unit: unitName }) as unknown as z.ZodType<
      UnitStep<V>
    >,
    arbitrary: (setting) =>
      through(setting, (machine) => drawnUnitName(setting.topology).map((unit) => ({ do: verb, machine, unit }))),
    words: ({ machine, unit }) => `${word} ${unit} through ${machine}`,
    machines: ({ machine }) => [machine],
    apply: (step, { tuning }) => put(step, desired, tuning),
  }
}

export const submitUnitAction: Action<SubmitUnit> = {
  do: 'submit-unit',
  schema: z.strictObject({ do: z.literal('submit-unit'), machine: z.string(), unit: unitName, file }),
  arbitrary: (setting) =>
    through(setting, (machine) =>
      drawnUnit(setting.topology).map(({ name: unit, text }) => ({ do: 'submit-unit', machine, unit, file: text })),
    ),
  words: ({ machine, unit }) => `submit ${unit} through ${machine}`,
  machines: ({ machine }) => [machine],
  apply: (step, { tuning }) => put(step, 'inactive', tuning),
}

export const loadUnitAction = withFile('load-unit', 'load', 'loaded')
export const startUnitAction = withFile('start-unit', 'start', 'launched')
export const stopUnitAction = plain('stop-unit', 'stop', 'loaded')
export const unloadUnitAction = plain('unload-unit', 'unload', 'inactive')

export const destroyUnitAction: Action<DestroyUnit> = {
  do: 'destroy-unit',
  schema: z.strictObject({ do: z.literal('destroy-unit'), machine: z.string(), unit: unitName }),
  arbitrary: (setting) =>
    through(setting, (machine) =>
      drawnUnitName(setting.topology).map((unit) => ({ do: 'destroy-unit' as const, machine, unit })),
    ),
  words: ({ machine, unit }) => `destroy ${unit} through ${machine}`,
  machines: ({ machine }) => [machine],
  apply: ({ machine, unit }, { tuning }) => ask(machine, 'DELETE', unitPath(unit), undefined, tuning),
}

function through<Fields>(
  { topology }: Setting,
  step: (machine: string) => fc.Arbitrary<Fields>,
): fc.Arbitrary<Fields> | undefined {
  const machines = fleetOf(topology)
  return machines.length === 0 ? undefined : fc.constantFrom(...machines).chain(step)
}

export const unitPath = (unit: string): string => `/fleet/v1/units/${encodeURIComponent(unit)}`

function* put({ machine, unit, file: text }: FileStep<Verb>, desired: TargetState, tuning: Tuning): Program<Answered> {
  let options: Json | undefined
  if (text !== undefined) {
    try {
      options = parseUnitFile(text).map((option) => ({ ...option }))
    } catch (error) {
      if (!(error instanceof UnitFileInvalid)) throw error
      return { outcome: 'fail', detail: error.message } // as fleetctl does, which sends what it has read
    }
  }
  const body = { name: unit, desiredState: desired, ...(options !== undefined && { options }) }
  return yield* ask(machine, 'PUT', unitPath(unit), body, tuning)
}

/** One request to a machine's API. 503 leaves it open whether a change was made. */
export function* ask(
  machine: string,
  method: string,
  target: string,
  body: Json | undefined,
  tuning: Tuning,
): Program<Answered> {
  const contentTypes = body === undefined ? [] : ['application/json']
  const sent = { method, target, contentTypes, body: body === undefined ? '' : JSON.stringify(body) }
  const outcome = yield* request(machine, FLEET_SERVICE, sent, patience(tuning))
  if (outcome.kind !== 'ok') return { outcome: outcome.kind, detail: outcome.reason }
  const { status, body: says } = outcome.value as unknown as ApiReply // the only server is fleet's
  const detail = says === undefined ? String(status) : `${status}: ${JSON.stringify(says)}`
  return { outcome: status === 503 ? 'unknown' : status >= 400 ? 'fail' : 'ok', detail }
}
