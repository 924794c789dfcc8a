// Clusters by name, as the talk that seatrial began with drew them; each runs units and updates itself. Their scenarios are
// in scenarios/talk, and a test holds the two together.

import type { MachineSpec, Role, Topology } from './topology.ts'

const machine = (id: string, roles: readonly Role[], group: string, channel: string): MachineSpec => ({
  ...{ id, roles, group, strategy: 'etcd-lock', channel },
  ...(roles.includes('worker') && { fleet: { metadata: {} } }),
})

/**
 * `tripledouble`: three machines that are members and workers both. `5-2`: five members and two workers, apart. One machine
 * of each kind is on alpha or beta, and sees a release before the others.
 */
export const TOPOLOGIES: Readonly<Record<string, Topology>> = {
  tripledouble: {
    machines: ['alpha', 'beta', 'stable'].map((channel, n) => machine(`m${n}`, ['etcd', 'worker'], '', channel)),
  },
  '5-2': {
    machines: [
      ...['alpha', 'beta', 'stable', 'stable', 'stable'].map((channel, n) =>
        machine(`m${n}`, ['etcd'], 'etcd', channel),
      ),
      ...['beta', 'stable'].map((channel, n) => machine(`m${n + 5}`, ['worker'], 'app', channel)),
    ],
  },
}
