import type { EventOf } from '../history/event.ts'
import { FACTORY_VERSION } from '../machine/topology.ts'
import { type Boot, bootsOf, runs } from './boots.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { hasSlots } from './kinds.ts'
import { clock } from './overlap.ts'
import type { Violation } from './verdict.ts'
import type { View } from './view.ts'

/** Source: flatcar-postinst and the boot loader's choice; coreos/bugs #1625, flatcar #40. */
export const passiveSlotOnly: Invariant = {
  id: 'passive-slot-only',
  promise: 'An update writes only the slot that is not running, and a new version runs only after a reboot.',
  nature: 'safety',
  judge(view) {
    const found = wroteRunning(view)
    if (found) return violated(found)
    for (const boots of bootsOf(view).values()) {
      for (const boot of boots) {
        const why = wrong(boot)
        if (why === undefined) continue
        const { event, writing, written } = boot
        return violated({
          says: `${event.machine} booted ${runs(boot)} at ${clock(event.at)}, but ${why}.`,
          at: event.at,
          events: [...[writing, written].flatMap((each) => (each ? [each.id] : [])), event.id],
        })
      }
    }
    return HOLDS
  },
}

function wroteRunning(view: View): Violation | undefined {
  if (!hasSlots(view)) return undefined
  const running = new Map<string, EventOf<'boot.slot'>>()
  for (const event of view.events) {
    if (event.kind === 'boot.slot') running.set(event.machine, event)
    if (event.kind !== 'slot.writing') continue
    const boot = running.get(event.machine)
    if (boot?.slot !== event.slot) continue
    return {
      says: `${event.machine} wrote ${event.version} into slot ${event.slot} at ${clock(event.at)}, from which it ran ${boot.version}.`,
      at: event.at,
      events: [boot.id, event.id],
    }
  }
  return undefined
}

/** Why what was booted is not what the slot should have held, or not the one choice of its boot. */
function wrong({ event, previous, writing, written }: Boot): string | undefined {
  const { slot, version, payload, boot } = event
  if (previous?.event.boot === boot) return `ran ${previous.event.version} in this boot already`
  if (writing === undefined) {
    const isFactory = slot === 'a' && version === FACTORY_VERSION && payload === null
    return isFactory ? undefined : 'nothing was ever written there'
  }
  if (written === undefined) return `the ${writing.version} that was being written there was never finished`
  const isSame = written.version === version && written.payload === payload
  return isSame ? undefined : `what was written there is ${written.version} with payload ${written.payload}`
}
