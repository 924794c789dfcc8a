// What an event about units says, in short words.

import type { EventOf, FactKind } from '../history/event.ts'
import { reasonWords } from './placement-words.ts'

type FleetKind = Extract<FactKind, `fleet.${string}` | `engine.${string}` | `unit.${string}`>

export function fleetWords(event: EventOf<FleetKind>): string {
  switch (event.kind) {
    case 'fleet.started':
      return `the fleet daemon of ${event.machine} starts`
    case 'fleet.joined':
      return `${event.machine} is present in the registry`
    case 'fleet.fenced':
      return `${event.machine}'s lease may be over: ${event.units.length === 0 ? 'it ran nothing that had to stop' : `it has stopped ${event.units.join(', ')}`}`
    case 'fleet.left':
      return `${event.machine} leaves the registry`
    case 'fleet.duplicate':
      return `${event.machine} is registered already, by ${event.other}: it waits`
    case 'engine.leads':
      return `the engine of ${event.machine} leads, since revision ${event.revision}`
    case 'engine.yields':
      return `the engine of ${event.machine} leads no more: ${event.why}`
    case 'unit.placed':
      return `${event.unit} is scheduled to ${event.machine}, revision ${event.revision}: ${event.why}`
    case 'unit.displaced':
      return `${event.unit} is taken from ${event.machine}, revision ${event.revision}: ${event.why}`
    case 'unit.unplaceable':
      return `${event.unit} finds no machine: ${reasonWords(event.why)}`
    case 'unit.claimed':
      return `${event.machine} may run ${event.unit}, as of revision ${event.revision}`
    case 'unit.unclaimed':
      return `${event.machine} has given ${event.unit} back, as of revision ${event.revision}`
    case 'unit.state':
      return `${event.unit} on ${event.machine}: ${event.load}, ${event.active} (${event.sub})`
    case 'unit.asked':
      return `request ${event.request}: ${event.change} ${event.unit}${event.targetState === null ? '' : `, to be ${event.targetState}`}`
    case 'unit.acknowledged':
      return `request ${event.request} (${event.unit}) is done, revision ${event.revision}`
    case 'unit.task-failed':
      return `${event.machine} could not ${event.task} ${event.unit}: ${event.why}`
    case 'unit.up':
      return `${event.unit} runs on ${event.machine} (${event.process})`
    case 'unit.down':
      return `${event.unit} has ended on ${event.machine} (${event.process}): ${event.how}`
  }
}
