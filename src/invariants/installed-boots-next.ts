import type { EventOf } from '../history/event.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { hasSlots } from './kinds.ts'
import { clock } from './overlap.ts'
import { traceOf } from './traces.ts'

/**
 * Source: coreos/bugs #1625 (an engine that was started again took the mark of an update for the boot flags, and the reboot
 * led nowhere). Once a newer update has come whole, its slot may be taken out of the boot order at any moment; and a boot loader
 * that lost its power before it said what it starts may have taken the last try.
 */
export const installedBootsNext: Invariant = {
  id: 'installed-boots-next',
  promise: 'What a machine says that it will boot next, it boots next.',
  nature: 'safety',
  judge(view) {
    if (!hasSlots(view)) return HOLDS
    for (const { id } of view.topology.machines) {
      let installed: EventOf<'update.installed'> | undefined
      let loading = false
      for (const event of traceOf(view, id)) {
        if (event.kind === 'update.installed') installed = event
        else if (event.kind === 'slot.writing') installed = undefined
        else if (event.kind === 'update.status' && event.status === 'UPDATE_STATUS_FINALIZING') installed = undefined
        else if (event.kind === 'boot.started') loading = true
        else if (event.kind === 'machine.off') {
          if (loading && event.why === 'power-cut') installed = undefined
        } else if (event.kind === 'boot.slot') {
          loading = false
          if (installed !== undefined && installed.slot !== event.slot) {
            return violated({
              says: `${id} said at ${clock(installed.at)} that it would boot ${installed.version} from slot ${installed.slot} next, and booted ${event.version} from slot ${event.slot} at ${clock(event.at)}.`,
              at: event.at,
              events: [installed.id, event.id],
            })
          }
          installed = undefined
        }
      }
    }
    return HOLDS
  },
}
