import type { MachineId } from '../history/event.ts'
import { durationToStart } from '../locksmith/window.ts'
import { startOf, windowOf } from '../machine/window.ts'
import { BY_OPERATOR } from '../machine/reboot.ts'
import type { MachineSpec } from '../machine/topology.ts'
import { inForce } from './configurations.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import type { View } from './view.ts'

/** Source: coreos/bugs #1886 (the window was looked at once, before the wait for the lock). */
export const rebootInWindow: Invariant = {
  id: 'reboot-in-window',
  promise: 'A machine that has a reboot window reboots by itself only while that is open.',
  nature: 'safety',
  judge(view) {
    const startsAt = startOf(view.startsAt)
    const specs = new Map(view.topology.machines.map((spec) => [spec.id, spec]))
    for (const { machine, started } of view.reboots) {
      const spec = specs.get(machine)
      if (spec === undefined || started.strategy === BY_OPERATOR) continue
      // The machine looks at its clock, then says that it reboots: no more than that lies between. The clock that counts is
      // its own, as wrong as it may be; it may be set in between.
      const looks = [started.at - LOOK_MS, started.at]
      const inMs = looks.flatMap((at) =>
        looks.map((set) => durationToOpen(inForce(view, spec, at), startsAt + at + skewAt(view, machine, set))),
      )
      if (Math.min(...inMs) <= 0) continue
      return violated({
        says: `${machine} began a reboot at ${clock(started.at)}, outside of its window, which opens ${clock(Math.min(...inMs))} later.`,
        at: started.at,
        events: [started.id],
      })
    }
    return HOLDS
  },
}

/** How far the machine's clock was ahead. */
const skewAt = (view: View, machine: MachineId, at: number): number =>
  eventsOf(view, 'machine.clock').findLast((event) => event.machine === machine && event.at <= at)?.skewMs ?? 0

/** Milliseconds until the machine's window opens; 0 or less: it is open, or there is none. */
function durationToOpen(spec: MachineSpec, at: number): number {
  const window = windowOf(spec)
  return window === undefined ? 0 : durationToStart(window, at)
}

/** Milliseconds from the look at the clock to the event's stamp, on a busy host. */
const LOOK_MS = 50
