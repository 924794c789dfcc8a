// Machines in containers whose units' processes are under test: the chassis is the real one, and in place of the os there is a
// server that asks the real port of processes for whoever asks it.

import { randomBytes } from 'node:crypto'
import { PROCESS_PORT } from '../src/fleet/manager/processes.ts'
import type { UnitFact } from '../src/history/event.ts'
import { QUICK } from '../src/machine/tuning.ts'
import type { Program } from '../src/runtime/operation.ts'
import type { ProcessBench, ProcessMachine, Witnessed } from '../src/worlds/contracts/processes.ts'
import { engineSocketOf } from '../src/worlds/docker/engine-socket.ts'
import { findEngine } from '../src/worlds/docker/engine.ts'
import { ensureImages } from '../src/worlds/docker/images.ts'
import { MachineLog } from '../src/worlds/docker/logs.ts'
import type { MachineContainer } from '../src/worlds/docker/machines/container.ts'
import { DockerMachine } from '../src/worlds/docker/machines/machine.ts'
import { APP_PORT } from '../src/worlds/docker/pod/config.ts'
import { osOptions, type Plan } from '../src/worlds/docker/pods/layout.ts'
import { createNetwork, createPod, type Pod } from '../src/worlds/docker/pods/pods.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'
import { type ChassisUnits, Units } from '../src/worlds/docker/units/units.ts'
import { portServer, ServedPort } from './served-port.ts'

/** The engine tells of units; machines come as they are asked for. */
export async function openUnitsBench(): Promise<ProcessBench> {
  const engine = await findEngine()
  const { docker } = engine
  const runId = `seatrial-${process.pid}-${randomBytes(4).toString('hex')}`
  const plan: Plan = {
    ...{ runId, labels: runLabels(runId), images: await ensureImages(engine), topology: { machines: [] } },
    ...{ tuning: QUICK, seed: 1, epochMs: Date.now(), startsAt: Date.now(), platform: undefined, publicKey: undefined },
    engineSocket: engineSocketOf(engine),
  }
  await createNetwork(docker, plan)
  const facts: UnitFact[] = []
  const faults: string[] = []
  const machines = new Map<string, Machine>()
  const units = new Units({
    ...{ docker, runId, labels: plan.labels, epochMs: plan.epochMs },
    say: (fact) => void facts.push(fact),
    started: (machine) => machines.get(machine)?.chassis.unitStarted(),
    fault: (what, evidence) => void faults.push(`${what}: ${evidence}`),
  })
  await units.open()
  return {
    async machine() {
      const id = `m${machines.size}`
      const spec = { id, roles: [], group: '', strategy: 'off' as const, fleet: { metadata: {} } }
      const pod = await createPod(docker, plan, spec)
      await pod.os.remove() // the server takes its very name: the processes of units are to be among its own
      const server = await portServer(docker, osOptions(plan, spec), ['processes'])
      const seen = async (): Promise<readonly UnitFact[]> => {
        await units.catchUp()
        if (faults.length > 0) throw new Error(faults.join('\n'))
        return facts.filter(({ machine }) => machine === id)
      }
      const machine = new Machine(pod, server, units.of(id), seen, (fault) => void faults.push(fault))
      machines.set(id, machine)
      return machine.on()
    },
    async close() {
      for (const machine of machines.values()) machine.close()
      units[Symbol.dispose]()
      await sweep(engine, { runId })
    },
  }
}

class Machine implements ProcessMachine {
  readonly chassis: DockerMachine
  readonly #pod: Pod
  readonly #seen: () => Promise<readonly UnitFact[]>
  readonly #processes: ServedPort

  constructor(
    pod: Pod,
    os: MachineContainer,
    units: ChassisUnits,
    seen: () => Promise<readonly UnitFact[]>,
    fault: (what: string) => void,
  ) {
    const { id } = pod.spec
    this.#pod = pod
    this.#seen = seen
    this.#processes = new ServedPort(PROCESS_PORT, pod, os)
    this.chassis = new DockerMachine({
      ...{ id, os, etcd: undefined, units, log: new MachineLog(id, () => {}), tuning: QUICK },
      links: { powerLost: async () => {}, powerBack: async () => {} },
      setClock: async () => {},
      say: () => {},
      fault: (what, evidence) => fault(`${what}: ${evidence}`),
    })
  }

  close(): void {
    this.chassis.close()
    this.#processes[Symbol.dispose]()
  }

  /** Boots, and waits until its processes can be asked for. */
  async on(): Promise<this> {
    await this.chassis.powerOn()
    await this.#processes.up()
    return this
  }

  run<T>(program: Program<T>): Promise<T> {
    return this.#processes.run(program)
  }

  async powerCut(): Promise<void> {
    await this.chassis.powerCut()
    await this.on()
  }

  async witnessed(): Promise<readonly Witnessed[]> {
    return (await this.#seen()).map(({ kind, ...fact }) =>
      kind === 'unit.up'
        ? { kind: 'up', process: fact.process, unit: fact.unit, hash: 'hash' in fact ? fact.hash : '' }
        : { kind: 'down', process: fact.process, unit: fact.unit },
    )
  }

  async serving(port: number): Promise<string | undefined> {
    if (port !== APP_PORT) return undefined // the others are not published
    try {
      const answered = await fetch(this.#pod.url(port), { headers: { connection: 'close' } })
      return / on /.test(await answered.clone().text()) ? (await answered.text()).split(' on ')[0] : undefined
    } catch {
      return undefined
    }
  }
}
