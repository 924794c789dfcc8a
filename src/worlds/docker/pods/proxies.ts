// Sets a nic up: waits until its Toxiproxy answers and creates the machine's doors and lines in it.

import { setTimeout as pause } from 'node:timers/promises'
import toxiproxyClient, { type Proxy, type Toxiproxy as ToxiproxyType } from 'toxiproxy-node-client' // CommonJS: no named exports
import { type MachineSpec, type Topology, UPDATES_HOST } from '../../../machine/topology.ts'
import type { Door } from '../links.ts'
import {
  clientDoor,
  ETCD_CLIENT_PORT,
  ETCD_PEER_PORT,
  peerDoor,
  UPDATES_DOOR,
  UPDATES_LISTEN_PORT,
} from '../pod/config.ts'
import { isMember, membersIn } from './layout.ts'

const { Toxiproxy } = toxiproxyClient

/** From a door's port to its line's. */
const LINE = 1_000
const READY_WITHIN_MS = 10_000
const ASK_AGAIN_MS = 10

interface Wanted {
  readonly name: string
  readonly listen: string
  readonly upstream: string
}

/** @param api where the nic's Toxiproxy is published, such as `http://127.0.0.1:32768` */
export async function openDoors(api: string, topology: Topology, spec: MachineSpec): Promise<readonly Door[]> {
  const toxiproxy = new Toxiproxy(api)
  await untilAnswers(toxiproxy)
  const doors = membersIn(topology).flatMap(({ machine: member, n }) => {
    const own = member === spec.id
    const client = {
      ...{ member, kind: 'client' as const, listen: `0.0.0.0:${clientDoor(n)}`, line: clientDoor(n) + LINE },
      far: `${own ? '127.0.0.1' : member}:${ETCD_CLIENT_PORT}`,
    }
    const peer = {
      ...{ member, kind: 'peer' as const, listen: `127.0.0.1:${peerDoor(n)}`, line: peerDoor(n) + LINE },
      far: `${member}:${ETCD_PEER_PORT}`,
    }
    return isMember(spec) && !own ? [client, peer] : [client]
  })
  if (doors.length === 0) return []
  const wanted: readonly Wanted[] = doors.flatMap(({ member, kind, listen, line, far }) => [
    { name: `${kind}-${member}`, listen, upstream: `127.0.0.1:${line}` },
    { name: `${kind}-${member}-line`, listen: `127.0.0.1:${line}`, upstream: far },
  ])
  await toxiproxy.populate([...wanted])
  const proxies = await toxiproxy.getAll() // the client takes populate's answer apart in the wrong way
  return doors.map(({ member, kind }) => {
    const proxy = proxies[`${kind}-${member}`]
    if (!proxy) throw new Error(`Toxiproxy of ${spec.id} did not make the door to ${kind} ${member}`)
    return { machine: spec.id, member, kind, proxy }
  })
}

/** The door of the update server; what is behind it listens in the same namespace. */
export async function openUpdatesDoor(api: string): Promise<Proxy> {
  const toxiproxy = new Toxiproxy(api)
  await untilAnswers(toxiproxy)
  const upstream = `127.0.0.1:${UPDATES_LISTEN_PORT}`
  return toxiproxy.createProxy({ name: UPDATES_HOST, listen: `0.0.0.0:${UPDATES_DOOR}`, upstream })
}

async function untilAnswers(toxiproxy: ToxiproxyType): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS
  for (;;) {
    try {
      await toxiproxy.getVersion()
      return
    } catch (error) {
      if (performance.now() > giveUpAt)
        throw new Error(`Toxiproxy at ${toxiproxy.host} does not answer`, { cause: error })
      await pause(ASK_AGAIN_MS)
    }
  }
}
