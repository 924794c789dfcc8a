// The witness's eyes: short questions from outside, each over a connection of its own, past everything that is cached.
// Silence of something that was not running proves nothing, and is told as `down`.

import type { MachineId } from '../../history/event.ts'
import { CONTROL } from '../../machine/control.ts'
import { MemberChannel } from './etcd/member-channel.ts'
import { perform } from './etcd/perform.ts'
import type { DockerMachine } from './machines/machine.ts'
import { ETCD_CLIENT_PORT, WIRE_LISTEN_PORT } from './pod/config.ts'
import type { Pod } from './pods/pods.ts'
import type { Probe } from '../world.ts'

/** How long a probe listens, in milliseconds. */
const PROBE_MS = 400

export interface Probed {
  readonly pod: Pod
  readonly machine: DockerMachine
}

/** Does the machine's own program answer? */
export async function probeMachine({ pod, machine }: Probed): Promise<Probe> {
  if (!machine.running) return 'down'
  if (await ping(pod.url(WIRE_LISTEN_PORT))) return 'answers'
  return machine.running ? 'silent' : 'down'
}

/** Does the member answer, past every cut? A member that is held, or ended, on a machine that runs is silent. */
export async function probeMember({ pod, machine }: Probed): Promise<Probe> {
  if (!machine.running) return 'down'
  if (await serves(pod.url(ETCD_CLIENT_PORT))) return 'answers'
  return machine.running ? 'silent' : 'down'
}

/** Does the member answer through the machine's own door? */
export async function probeLink(near: Probed, far: Probed, doorOf: (member: MachineId) => number): Promise<Probe> {
  if (await serves(near.pod.url(doorOf(far.pod.spec.id)))) return 'answers'
  // a machine without power has silent doors, whether or not they are cut
  if (!near.machine.running || (await probeMember(far)) !== 'answers') return 'down'
  return 'silent'
}

async function ping(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/${CONTROL}`, {
      method: 'POST',
      body: '"ping"',
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(PROBE_MS),
    })
    return answer.ok && (await answer.json()) === 'pong'
  } catch {
    return false
  }
}

/** A read that the member answers all by itself. */
async function serves(url: string): Promise<boolean> {
  const channel = new MemberChannel(url)
  const signal = AbortSignal.timeout(PROBE_MS)
  try {
    const via = channel.callable(signal)
    const read = perform(
      { kind: 'range', key: 'health', serializable: true },
      { via, signal, deadline: Date.now() + PROBE_MS },
    )
    return (await read).kind === 'ok'
  } catch {
    return false
  } finally {
    channel.close()
  }
}
