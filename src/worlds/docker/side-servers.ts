// The servers beside the machines: they start before the first machine has power, and do not fail by themselves.

import type Dockerode from 'dockerode'
import { FLEETLOCK_HOST, UPDATES_HOST } from '../../machine/topology.ts'
import type { CutId } from '../world.ts'
import type { MachineLog } from './logs.ts'
import { MachineContainer } from './machines/container.ts'
import type { UpdatesPod } from './pods/pods.ts'
import type { Releases } from './updates/releases.ts'
import { UpdatesHost } from './updates/updates-host.ts'

/** Undefined: no machine needs one. */
export interface SidePods {
  readonly fleetlock: Dockerode.Container | undefined
  readonly updates: { readonly pod: UpdatesPod; readonly releases: Releases } | undefined
}

export interface SideServersOptions extends SidePods {
  readonly logOf: (host: string) => MachineLog
  /** One of them ended. */
  readonly fault: (what: string, evidence: string) => void
  /** A number that no other cut has. */
  readonly newId: () => CutId
}

/** How much of a server's log a fault of the harness shows. */
const LOG_LINES = 25

export class SideServers {
  readonly updates: UpdatesHost | undefined
  readonly #options: SideServersOptions

  constructor(options: SideServersOptions) {
    this.#options = options
    const { updates, newId } = options
    this.updates = updates && new UpdatesHost({ ...updates.pod, releases: updates.releases, newId })
  }

  /** Resolves once the update server serves; machines find the other one by asking again. */
  async start(): Promise<void> {
    const { fleetlock, updates } = this.#options
    await Promise.all([
      this.#start(FLEETLOCK_HOST, 'FleetLock', fleetlock),
      this.#start(UPDATES_HOST, 'update', updates?.pod.server),
    ])
    await this.updates?.ready()
  }

  async #start(host: string, what: string, container: Dockerode.Container | undefined): Promise<void> {
    if (!container) return
    const log = this.#options.logOf(host)
    const run = await new MachineContainer(container).start(log.open())
    void run.exited.then((status) => {
      const evidence = [`exit status ${status}`, ...log.tail(LOG_LINES)].join('\n')
      this.#options.fault(`the ${what} server ended by itself`, evidence)
    })
  }
}
