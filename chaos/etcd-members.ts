// Three real etcd members as containers, for the tests of the store. They have a network of their own, listen for clients
// on 127.0.0.1 only, and are gone when closed.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { type Engine, findEngine } from '../src/worlds/docker/engine.ts'
import { etcd } from '../src/worlds/docker/images/etcd.ts'
import { isPresent } from '../src/worlds/docker/images/registry.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'
import type { LiveMembers } from './live-store-bench.ts'

const NAMES: readonly string[] = ['m1', 'm2', 'm3']
const HEALTHY_WITHIN_MS = 30_000
const ASK_AGAIN_MS = 10

export class EtcdMembers implements LiveMembers {
  readonly names = NAMES
  readonly #engine: Engine
  readonly #runId: string
  readonly #containers: ReadonlyMap<string, Container>
  readonly #ports: ReadonlyMap<string, number>

  private constructor(
    engine: Engine,
    runId: string,
    containers: ReadonlyMap<string, Container>,
    ports: ReadonlyMap<string, number>,
  ) {
    this.#engine = engine
    this.#runId = runId
    this.#containers = containers
    this.#ports = ports
  }

  /** Returns when every member answers and there is a leader. */
  static async start(electionMs = 1_000): Promise<EtcdMembers> {
    const engine = await findEngine()
    if (!(await isPresent(engine, etcd.name))) throw new Error(`there is no image ${etcd.name}: npm run docker:setup`)
    const runId = `store-${randomUUID().slice(0, 8)}`
    try {
      const ports = new Map<string, number>()
      for (const name of NAMES) ports.set(name, await freePort())
      const containers = await create(engine, runId, ports, electionMs)
      const members = new EtcdMembers(engine, runId, containers, ports)
      await Promise.all(NAMES.map((name) => members.revive(name)))
      await Promise.all(NAMES.map((name) => members.healthy(name)))
      return members
    } catch (error) {
      await sweep(engine, { runId })
      throw error
    }
  }

  urlOf(member: string): string {
    return `http://127.0.0.1:${this.#ports.get(member)}`
  }

  async kill(member: string): Promise<void> {
    await this.#container(member).kill()
  }

  async revive(member: string): Promise<void> {
    await this.#container(member).start()
  }

  async freeze(member: string): Promise<void> {
    await this.#container(member).pause()
  }

  async thaw(member: string): Promise<void> {
    await this.#container(member).unpause()
  }

  /** Resolves when the member serves linearizable reads, which takes a leader. */
  async healthy(member: string): Promise<void> {
    const giveUp = Date.now() + HEALTHY_WITHIN_MS
    while (!(await this.#isHealthy(member))) {
      if (Date.now() > giveUp) throw new Error(`${member} is not healthy within ${HEALTHY_WITHIN_MS} ms`)
      await pause(ASK_AGAIN_MS)
    }
  }

  /** The name of the member that leads, as the members say themselves. */
  async leader(): Promise<string> {
    for (const name of NAMES) {
      const answer = await fetch(`${this.urlOf(name)}/v3/maintenance/status`, { method: 'POST', body: '{}' })
      const status = (await answer.json()) as {
        readonly leader: string
        readonly header: { readonly member_id: string }
      }
      if (status.leader === status.header.member_id) return name
    }
    throw new Error('no member leads')
  }

  async close(): Promise<void> {
    await sweep(this.#engine, { runId: this.#runId })
  }

  async #isHealthy(member: string): Promise<boolean> {
    try {
      const answer = await fetch(`${this.urlOf(member)}/health`, { signal: AbortSignal.timeout(1_000) })
      return answer.ok
    } catch {
      return false
    }
  }

  #container(member: string): Container {
    const container = this.#containers.get(member)
    if (!container) throw new Error(`there is no member ${member}`)
    return container
  }
}

async function create(
  engine: Engine,
  runId: string,
  ports: ReadonlyMap<string, number>,
  electionMs: number,
): Promise<ReadonlyMap<string, Container>> {
  const labels = runLabels(runId)
  const network = `seatrial-${runId}`
  await engine.docker.createNetwork({ Name: network, Labels: labels })
  const containers = new Map<string, Container>()
  for (const name of NAMES) {
    const flags = {
      name,
      'data-dir': '/data',
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': `http://${name}:2379`,
      'listen-peer-urls': 'http://0.0.0.0:2380',
      'initial-advertise-peer-urls': `http://${name}:2380`,
      'initial-cluster': NAMES.map((member) => `${member}=http://${member}:2380`).join(','),
      'heartbeat-interval': `${electionMs / 10}`,
      'election-timeout': `${electionMs}`,
      'log-level': 'error',
    }
    containers.set(
      name,
      await engine.docker.createContainer({
        Image: etcd.name,
        name: `seatrial-${runId}-${name}`,
        Cmd: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
        Labels: labels,
        ExposedPorts: { '2379/tcp': {} },
        NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name] } } },
        HostConfig: {
          NetworkMode: network,
          PortBindings: { '2379/tcp': [{ HostIp: '127.0.0.1', HostPort: `${ports.get(name)}` }] },
        },
      }),
    )
  }
  return containers
}

/** Docker would choose another published port at every start, so a free one is chosen here. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
