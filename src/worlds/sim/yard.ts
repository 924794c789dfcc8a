// What all machines of one simulation, and the servers beside them, share.

import type { Recorder, Source } from '../../history/recorder.ts'
import type { Platform } from '../../machine/platform.ts'
import type { Topology } from '../../machine/topology.ts'
import type { Tuning } from '../../machine/tuning.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { VirtualTimers } from '../../runtime/virtual.ts'
import type { SimCluster } from './etcd/cluster.ts'
import type { Network } from './network.ts'
import type { PayloadServer } from './transfer.ts'
import type { Wire } from './wire.ts'

export interface Yard {
  readonly kernel: Kernel
  readonly timers: VirtualTimers
  readonly recorder: Recorder
  readonly world: Source
  readonly network: Network
  readonly wire: Wire
  readonly cluster: SimCluster
  readonly topology: Topology
  readonly tuning: Tuning
  readonly startsAt: number
  readonly platform: Platform
  readonly seed: number
  /** Where payloads come from; used only where a machine has a channel. */
  readonly payloadServer: PayloadServer
}
