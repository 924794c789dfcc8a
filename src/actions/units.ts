// What people do with units, through the API of any machine. One action a verb of fleetctl; all are one request, so that
// what was acknowledged is known.

import fc from 'fast-check'
import { z } from 'zod'
import type { ApiReply } from '../fleet/api/message.ts'
import { FLEET_SERVICE } from '../fleet/fleetd.ts'
import type { TargetState } from '../fleet/unit.ts'
import { parseUnitFile, UnitFileInvalid } from '../fleet/unit-file/parse.ts'
import { fleetOf, type Topology } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Program } from '../runtime/operation.ts'
import { type Json, request } from '../runtime/wire.ts'
import type { Action, Answered } from './action.ts'
import { drawnUnit, drawnUnitName } from './units-arbitrary.ts'

interface UnitStep<V extends string> {
  readonly do: V
  /** The machine whose API is asked. */
  readonly machine: string
  readonly unit: string
}

interface FileStep<V extends string> extends UnitStep<V> {
  /** The unit file's text; absent: the unit is there already. */
  readonly file?: string | undefined
}

export type SubmitUnit = FileStep<'submit-unit'> & { readonly file: string }
export type LoadUnit = FileStep<'load-unit'>
export type StartUnit = FileStep<'start-unit'>
export type StopUnit = UnitStep<'stop-unit'>
export type UnloadUnit = UnitStep<'unload-unit'>
export type DestroyUnit = UnitStep<'destroy-unit'>

/** What a step says beside its verb and its machine, and how that is drawn. */
interface Says {
  readonly fields: z.ZodRawShape
  readonly drawn: (topology: Topology) => fc.Arbitrary<object>
}

const unit = z.string().min(1).max(256)
const file = z.string().max(1_000_000)

const withFile = (topology: Topology) => drawnUnit(topology).map(({ name, text }) => ({ unit: name, file: text }))

const BRINGS_FILE: Says = { fields: { unit, file }, drawn: withFile }
const MAY_BRING_FILE: Says = { fields: { unit, file: file.optional() }, drawn: withFile }
const NAMES_UNIT: Says = {
  fields: { unit },
  drawn: (topology) => drawnUnitName(topology).map((name) => ({ unit: name })),
}

export const submitUnitAction = unitAction<SubmitUnit>('submit-unit', BRINGS_FILE, put('inactive'))
export const loadUnitAction = unitAction<LoadUnit>('load-unit', MAY_BRING_FILE, put('loaded'))
export const startUnitAction = unitAction<StartUnit>('start-unit', MAY_BRING_FILE, put('launched'))
export const stopUnitAction = unitAction<StopUnit>('stop-unit', NAMES_UNIT, put('loaded'))
export const unloadUnitAction = unitAction<UnloadUnit>('unload-unit', NAMES_UNIT, put('inactive'))
export const destroyUnitAction = unitAction<DestroyUnit>('destroy-unit', NAMES_UNIT, ({ machine, unit }, tuning) =>
  ask(machine, 'DELETE', unitPath(unit), undefined, tuning),
)

function unitAction<Step extends UnitStep<string>>(
  verb: Step['do'],
  { fields, drawn }: Says,
  request: (step: Step, tuning: Tuning) => Program<Answered>,
): Action<Step> {
  const word = verb.replace('-unit', '')
  return {
    do: verb,
    // that the fields are those of the step is beyond zod's types, where the step is a type parameter
    schema: z.strictObject({ do: z.literal(verb), machine: z.string(), ...fields }) as unknown as z.ZodType<Step>,
    arbitrary({ topology }) {
      const machines = fleetOf(topology)
      if (machines.length === 0) return undefined
      return fc
        .constantFrom(...machines)
        .chain((machine) => drawn(topology).map((says) => ({ do: verb, machine, ...says }) as Step))
    },
    words: (step) => `${word} ${step.unit} through ${step.machine}`,
    machines: ({ machine }) => [machine],
    apply: (step, { tuning }) => request(step, tuning),
  }
}

export const unitPath = (unit: string): string => `/fleet/v1/units/${encodeURIComponent(unit)}`

/** Asks for a target state of the unit, which is made first where a file is brought and there is none. */
function put(desired: TargetState) {
  return function* ({ machine, unit, file }: FileStep<string>, tuning: Tuning): Program<Answered> {
    let options: Json | undefined
    if (file !== undefined) {
      try {
        options = parseUnitFile(file).map((option) => ({ ...option }))
      } catch (error) {
        if (!(error instanceof UnitFileInvalid)) throw error
        return { outcome: 'fail', detail: error.message } // as fleetctl does, which sends what it has read
      }
    }
    const body = { name: unit, desiredState: desired, ...(options !== undefined && { options }) }
    return yield* ask(machine, 'PUT', unitPath(unit), body, tuning)
  }
}

/** The API takes a write to the store and a read; each may take as long as a call to the store. */
const patience = (tuning: Tuning): number => 3 * tuning.callTimeoutMs

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
