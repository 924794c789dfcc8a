// Replaces: globs of the names of units that leave the machine when this one comes; one to a value.
//
// fleet tested the relation both ways, and which of the two left depended on the order in which it looked (coreos/fleet
// #1572). Here only the unit that is named by the other one leaves.

import type { Unit } from '../unit.ts'
import { matchesGlob } from './glob.ts'
import type { XFleetOption } from './option.ts'

export const replaces: XFleetOption<'replaces'> = {
  names: ['Replaces'],
  read: (valuesOf) => valuesOf('Replaces'),
}

/** Whether the victim leaves a machine that `by` is on. Two units that replace each other stay both, as in fleet. */
export const isReplacedBy = (victim: Unit, by: Unit): boolean =>
  victim.name !== by.name && names(by, victim) && !names(victim, by)

const names = (unit: Unit, other: Unit): boolean =>
  unit.requirements.replaces.some((glob) => matchesGlob(glob, other.name))
