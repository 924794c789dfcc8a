// Where a run's machines and servers are reached from the host, while it lasts: all on 127.0.0.1, on ports that the engine
// chose.

import type { MachineId } from '../../history/event.ts'
import { APP_PORT, ETCD_CLIENT_PORT, FLEET_API_PORT, UPDATES_DIRECT_PORT } from './pod/config.ts'
import { isMember } from './pods/layout.ts'
import type { Pods, UpdatesPod } from './pods/pods.ts'

export interface MachineAddresses {
  readonly id: MachineId
  /** The machine's etcd member, past every link that a fault can cut. */
  readonly etcd?: string
  /** fleet's HTTP API of this machine. */
  readonly fleet?: string
  /** Where its units' app answers, while one runs there. */
  readonly app?: string
}

/** URLs. What is absent is not there. */
export interface Addresses {
  /** In the topology's order. */
  readonly machines: readonly MachineAddresses[]
  /** The update server, for operators and machines alike, past every impairment. */
  readonly updates?: string
}

export function addressesOf(pods: Pods, updates: Pick<UpdatesPod, 'url'> | undefined): Addresses {
  const machines = [...pods.values()].map((pod) => ({
    id: pod.spec.id,
    ...(isMember(pod.spec) && { etcd: pod.url(ETCD_CLIENT_PORT) }),
    ...(pod.spec.fleet && { fleet: pod.url(FLEET_API_PORT), app: pod.url(APP_PORT) }),
  }))
  return { machines, ...(updates && { updates: updates.url(UPDATES_DIRECT_PORT) }) }
}
