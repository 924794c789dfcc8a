// The processes of a machine's units as containers: each runs one command from the machine's image, in the machine's network
// and among its processes. It has no process number 1 of its own, so that signals do what they do on any machine; and when
// the first process of the machine ends, the kernel ends it too, whatever the engine is busy with.

import { setTimeout as pause } from 'node:timers/promises'
import Dockerode from 'dockerode'
import type { Command, Exit, ProcessId, Signal } from '../../../fleet/manager/processes.ts'
import { fail, ok, type Outcome } from '../../../runtime/operation.ts'
import { oneLine, statusOf } from '../engine-errors.ts'
import { exitOf } from '../exit-status.ts'
import { MachineContainer, STATUS_UNKNOWN } from '../machines/container.ts'
import { HASH_LABEL, PROCESS_LABEL, ROLE_LABEL, UNIT_LABEL } from '../run-labels.ts'
import { ENGINE_SOCKET, UNIT_VARIABLE, type UnitsConfig } from './config.ts'

interface UnitContainer {
  readonly container: MachineContainer
  readonly sent: Set<string>
  readonly exit: Promise<Exit>
}

export class UnitContainers {
  readonly #docker = new Dockerode({ socketPath: ENGINE_SOCKET })
  readonly #config: UnitsConfig
  readonly #boot: number
  readonly #processes = new Map<ProcessId, UnitContainer>()
  #started = 0

  constructor(config: UnitsConfig, boot: number) {
    this.#config = config
    this.#boot = boot
  }

  /** `fail`: nothing of it runs, whatever stood in the way. */
  async start(command: Command): Promise<Outcome<ProcessId>> {
    const process = `${this.#boot}.${++this.#started}`
    let container: Dockerode.Container
    try {
      container = await this.#create(process, command)
    } catch (error) {
      return fail(oneLine(error))
    }
    const started = new MachineContainer(container)
    try {
      const { exited } = await started.start()
      const sent = new Set<string>()
      const exit = exited.then((status) => this.#ended(container, status, sent))
      this.#processes.set(process, { container: started, sent, exit })
      return ok(process)
    } catch (error) {
      await gone(container)
      return fail(oneLine(error))
    }
  }

  /** @throws Error: nobody can know of a process that this boot has not started */
  wait(process: ProcessId): Promise<Exit> {
    return this.#known(process).exit
  }

  async signal(process: ProcessId, name: Signal): Promise<Outcome<void>> {
    const { container, sent } = this.#known(process)
    sent.add(name)
    try {
      await container.kill(`SIG${name}`)
      return ok(undefined)
    } catch (error) {
      return fail(oneLine(error))
    }
  }

  #create(process: ProcessId, { unit, hash, role, argv, environment }: Command): Promise<Dockerode.Container> {
    const { image, nic, os, prefix, labels } = this.#config
    return this.#docker.createContainer({
      name: `${prefix}-${process}`,
      Image: image,
      Entrypoint: [], // the image has one, and a unit names its program itself
      Cmd: [...argv],
      Env: Object.entries({ ...environment, [UNIT_VARIABLE]: unit }).map(([name, value]) => `${name}=${value}`),
      Labels: {
        ...labels,
        [UNIT_LABEL]: unit,
        [ROLE_LABEL]: role,
        [HASH_LABEL]: hash,
        [PROCESS_LABEL]: process,
      },
      HostConfig: { NetworkMode: `container:${nic}`, PidMode: `container:${os}` },
    })
  }

  async #ended(container: Dockerode.Container, status: number, sent: ReadonlySet<string>): Promise<Exit> {
    const removed = gone(container)
    if (status !== STATUS_UNKNOWN) return exitOf(status, sent)
    await removed // it may be alive
    return { kind: 'killed', signal: 'KILL' }
  }

  #known(process: ProcessId): UnitContainer {
    const found = this.#processes.get(process)
    if (!found) throw new Error(`no process ${process} was started`)
    return found
  }
}

/** Removes a container, and kills what may be alive in it. */
async function gone(container: Dockerode.Container): Promise<void> {
  for (;;) {
    try {
      await container.remove({ force: true, v: true })
      return
    } catch (error) {
      if (GONE_ALREADY.has(statusOf(error))) return
      await pause(TRY_AGAIN_MS)
    }
  }
}

/** There is none; somebody else is removing it. */
const GONE_ALREADY: ReadonlySet<number | undefined> = new Set([404, 409])
const TRY_AGAIN_MS = 100
