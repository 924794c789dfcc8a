import { type Invariant, HOLDS, violated } from './invariant.ts'
import { since, underWay } from './overlap.ts'
import { groupsOf } from '../machine/topology.ts'

/** A cluster or a group of one machine is left out: it cannot reboot without all of it rebooting. */
export const neverAllRebooting: Invariant = {
  id: 'never-all-rebooting',
  promise: 'Never are all machines of the cluster, or of a group with two or more, in a voluntary reboot at once.',
  nature: 'safety',
  judge(view) {
    const { machines } = view.topology
    const crowds = [
      { name: 'the cluster', ids: machines.map((machine) => machine.id) },
      ...groupsOf(view.topology).map((group) => ({
        name: group === '' ? 'the default group' : `group ${group}`,
        ids: machines.filter((machine) => machine.group === group).map((machine) => machine.id),
      })),
    ].filter((crowd) => crowd.ids.length >= 2)
    for (const reboot of view.reboots) {
      const together = underWay(view, reboot)
      const crowd = crowds.find(({ ids }) => ids.every((id) => together.some((other) => other.machine === id)))
      if (!crowd) continue
      const involved = together.filter((other) => crowd.ids.includes(other.machine))
      return violated({
        says: `All ${crowd.ids.length} machines of ${crowd.name} were rebooting at once: ${involved.map(since).join(' and ')}.`,
        at: reboot.started.at,
        events: involved.map((each) => each.started.id),
      })
    }
    return HOLDS
  },
}
