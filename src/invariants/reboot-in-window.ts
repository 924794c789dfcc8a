import { durationToStart } from '../locksmith/window.ts'
import { startOf, windowOf } from '../machine/window.ts'
import { BY_OPERATOR } from '../machine/reboot.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'

/** Source: coreos/bugs #1886 (the window was looked at once, before the wait for the lock). */
export const rebootInWindow: Invariant = {
  id: 'reboot-in-window',
  promise: 'A machine that has a reboot window reboots by itself only while that is open.',
  nature: 'safety',
  judge(view) {
    const startsAt = startOf(view.startsAt)
    for (const spec of view.topology.machines) {
      const window = windowOf(spec)
      if (window === undefined) continue
      for (const { machine, started } of view.reboots) {
        if (machine !== spec.id || started.strategy === BY_OPERATOR) continue
        // The machine looks at its clock, then says that it reboots: no more than that lies between.
        const inMs = durationToStart(window, startsAt + started.at - LOOK_MS)
        if (inMs <= 0 || durationToStart(window, startsAt + started.at) <= 0) continue
        return violated({
          says: `${machine} began a reboot at ${clock(started.at)}, outside of its window, which opens ${clock(inMs)} later.`,
          at: started.at,
          events: [started.id],
        })
      }
    }
    return HOLDS
  },
}

/** Milliseconds from the look at the clock to the event's stamp, on a busy host. */
const LOOK_MS = 50
