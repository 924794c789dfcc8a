import { majorityOf, membersOf } from '../machine/topology.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { since, underWay } from './overlap.ts'

/** Members that a fault took down are not counted: the promise is about what the system does to itself. */
export const etcdQuorum: Invariant = {
  id: 'etcd-quorum',
  promise: 'Voluntary reboots alone never take the etcd cluster below a majority.',
  nature: 'safety',
  judge(view) {
    const members = membersOf(view.topology)
    for (const reboot of view.reboots) {
      if (!members.includes(reboot.machine)) continue
      const down = underWay(view, reboot).filter((other) => members.includes(other.machine))
      if (members.length - down.length >= majorityOf(members.length)) continue
      return violated({
        says: `Voluntary reboots left ${members.length - down.length} of ${members.length} etcd members, below the majority of ${majorityOf(members.length)}: ${down.map(since).join(' and ')}.`,
        at: reboot.started.at,
        events: down.map((each) => each.started.id),
      })
    }
    return HOLDS
  },
}
