// What fleetctl waits for after it asked for something: a state that fleet reports, a unit that systemd runs, a unit that
// is gone; and why it may not be so yet.

import { now, type Program } from '../../runtime/operation.ts'
import { hashOf } from '../unit-file/hash.ts'
import type { TargetState, UnitName } from '../unit.ts'
import type { Desk } from './desk.ts'
import { idLegend, machineLegend, machinesById } from './legend.ts'
import { getUnit, listStates, placementOf, type RemoteState } from './remote.ts'
import { type Goal, type Look, WAITING, WINDOW_MS } from './wait.ts'

const gone = (unit: UnitName): Look => ({ kind: 'never', why: `Unit ${unit} does not exist any more` })

/** What fleet reports of the unit, which says nothing of its success (coreos/fleet #1091). Not of globals: they have none. */
export const reports = (desk: Desk, unit: UnitName, state: TargetState): Goal => ({
  unit,
  to: `report state ${state}`,
  *look() {
    const found = yield* getUnit(desk.api, unit)
    if (found === undefined) return gone(unit)
    return found.currentState === state ? yield* reached(desk, unit, state, found.machineID) : WAITING
  },
  why: () => whyNotYet(desk, unit),
})

/**
 * Launched, and systemd says that it is active. Differs from fleetctl, which fails where that takes longer than 2 s: here
 * a unit that is still activating is waited for, and it is a failure when systemd had it dead for a whole window.
 */
export function runs(desk: Desk, unit: UnitName): Goal {
  let deadSince: number | undefined
  return {
    unit,
    to: 'report state launched',
    *look() {
      const found = yield* getUnit(desk.api, unit)
      if (found === undefined) return gone(unit)
      const launched = found.currentState === 'launched'
      const state = launched ? yield* stateOn(desk, unit, found.machineID) : undefined
      const at = yield* now()
      if (state && isActive(state)) return yield* reached(desk, unit, 'launched', found.machineID)
      deadSince = state && isDead(state) ? (deadSince ?? at) : undefined
      if (!state || deadSince === undefined || at - deadSince < WINDOW_MS) return WAITING
      const where = idLegend(found.machineID)
      return { kind: 'never', why: `Unit ${unit} was launched on ${where}, but systemd reports it ${systemdOf(state)}` }
    },
    why: () => whyNotYet(desk, unit),
  }
}

/** The registry has the unit with these options, at rest. */
export const exists = (desk: Desk, unit: UnitName, hash: string, global: boolean): Goal => ({
  unit,
  to: 'report state inactive',
  *look() {
    const found = yield* getUnit(desk.api, unit)
    const state = global ? found?.desiredState : found?.currentState || 'inactive'
    const there = found !== undefined && state === 'inactive' && hashOf(found.options) === hash
    return there ? { kind: 'reached', line: `Unit ${unit} inactive` } : WAITING
  },
  *why() {
    const found = yield* getUnit(desk.api, unit)
    if (found === undefined) return 'is not in the registry yet'
    return hashOf(found.options) === hash ? `is still ${found.currentState}` : 'has its old content yet'
  },
})

/** Out of the registry, and no machine reports it any more: it has stopped. */
export const isGone = (desk: Desk, unit: UnitName): Goal => ({
  unit,
  to: 'be gone',
  *look() {
    if ((yield* getUnit(desk.api, unit)) !== undefined) return WAITING
    return (yield* listStates(desk.api, unit)).length > 0 ? WAITING : { kind: 'reached', line: `Destroyed ${unit}` }
  },
  *why() {
    const where = (yield* listStates(desk.api, unit)).map(
      (state) => `${idLegend(state.machineID)}: ${systemdOf(state)}`,
    )
    return where.length === 0 ? 'is still in the registry' : `is still on ${where.join(', ')}`
  },
})

/** A global unit that rests on every machine that has it. */
export const restsEverywhere = (desk: Desk, unit: UnitName): Goal => ({
  unit,
  to: 'stop everywhere',
  *look() {
    const states = yield* listStates(desk.api, unit)
    return states.every(isDead) ? { kind: 'reached', line: `Stopped global unit ${unit}` } : WAITING
  },
  *why() {
    const running = (yield* listStates(desk.api, unit)).filter((state) => !isDead(state))
    return `still runs on ${running.map(({ machineID }) => idLegend(machineID)).join(', ')}`
  },
})

/** Such as `failed (exit-code)`. */
export const systemdOf = ({ systemdActiveState, systemdSubState }: RemoteState): string =>
  `${systemdActiveState === '' ? 'unknown' : systemdActiveState} (${systemdSubState === '' ? '-' : systemdSubState})`

export const isActive = (state: RemoteState): boolean =>
  state.systemdLoadState === 'loaded' && ['active', 'reloading'].includes(state.systemdActiveState)

const isDead = (state: RemoteState): boolean => ['inactive', 'failed'].includes(state.systemdActiveState)

function* stateOn(desk: Desk, unit: UnitName, machine: string): Program<RemoteState | undefined> {
  return (yield* listStates(desk.api, unit)).find(({ machineID }) => machineID === machine)
}

function* reached(desk: Desk, unit: UnitName, state: TargetState, machine: string): Program<Look> {
  const line = `Unit ${unit} ${state}`
  if (machine === '') return { kind: 'reached', line }
  return { kind: 'reached', line: `${line} on ${machineLegend(machine, yield* machinesById(desk.api))}` }
}

/** Where the unit is on its way, or why no machine takes it; it follows the unit's name. */
function* whyNotYet(desk: Desk, unit: UnitName): Program<string> {
  const found = yield* getUnit(desk.api, unit)
  if (found === undefined) return 'does not exist any more'
  const placement = yield* placementOf(desk.api, unit)
  const machine = found.machineID || placement?.machine || ''
  if (machine !== '') {
    const state = yield* stateOn(desk, unit, machine)
    const systemd = state ? `, systemd reports it ${systemdOf(state)}` : ''
    return `is scheduled to ${idLegend(machine)} and still ${found.currentState || 'inactive'}${systemd}`
  }
  if (placement === undefined) return 'is not scheduled to a machine yet'
  const reasons = Object.entries(placement.why).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (reasons.length === 0) return 'is not scheduled to a machine yet: there is none that could refuse it'
  return `is not scheduled to a machine: ${reasons.map(([id, why]) => `${idLegend(id)}: ${why}`).join('; ')}`
}
