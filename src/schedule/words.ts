// A schedule's steps in plain words, for whoever reads a report.

import { actionOf } from '../actions/index.ts'
import { faultOf } from '../faults/index.ts'
import { isFault, type Step, type TriggerEvent, type When } from './schedule.ts'

/** A step in words: `when m1 is granted the lock, plus 200 ms: cut the power of m1 for 3 s`. */
export function describeStep(step: Step): string {
  return `${describeWhen(step.when)}: ${describeDeed(step)}`
}

/** What a step does, without when. */
export function describeDeed(step: Step): string {
  if (!isFault(step)) return actionOf(step).words(step)
  const lasting = step.forMs === undefined ? 'for good' : `for ${seconds(step.forMs)}`
  return `${faultOf(step).words(step)} ${lasting}`
}

const TRIGGER_WORDS: Readonly<Record<TriggerEvent, string>> = {
  'lock.granted': 'is granted the lock',
  'lock.attempt': 'writes the lock',
  'reboot.started': 'begins a reboot',
  'boot.started': 'begins to boot',
  'boot.good': 'has booted well',
  'store.leader': 'the store loses or gains a leader',
  'rollout.granted': 'is given an update',
  'slot.writing': 'begins to write a slot',
  'slot.written': 'has written a slot',
  'update.installed': 'has installed an update',
  'boot.slot': 'has chosen its slot',
  'update.rolled-back': 'has fallen back to its old release',
  'fleet.joined': 'has joined the fleet',
  'engine.leads': 'leads the fleet',
  'unit.placed': 'is given a unit',
  'unit.claimed': 'may run a unit',
  'unit.up': 'runs a unit',
}

function describeWhen(at: When): string {
  if ('at' in at) return `at ${seconds(at.at)}`
  const what = TRIGGER_WORDS[at.on]
  const subject = at.on === 'store.leader' ? what : `${at.machine ?? 'any machine'} ${what}`
  return at.plusMs === 0 ? `when ${subject}` : `${seconds(at.plusMs)} after ${subject}`
}

const seconds = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`)
