// The conductor's `world` port on containers: each request becomes a change of a machine, a link, or a look at one.

import type { MachineId } from '../../history/event.ts'
import type { Recorder } from '../../history/recorder.ts'
import type { Port } from '../../runtime/host.ts'
import { awaitEvent } from '../await-event.ts'
import type { WorldRequest } from '../world.ts'
import type { Links } from './links.ts'
import { MachineContainer } from './machines/container.ts'
import { DISK, REFUSAL_FILE } from './pod/config.ts'
import { probeLink, probeMachine, probeMember, type Probed } from './probes.ts'
import type { UpdatesHost } from './updates/updates-host.ts'

export interface WorldPortOptions {
  readonly recorder: Recorder
  readonly links: Links
  readonly machines: ReadonlyMap<MachineId, Probed>
  /** The port of a machine's door to the member. */
  readonly doorOf: (member: MachineId) => number
  /** Where a machine updates itself. */
  readonly updates: UpdatesHost | undefined
  /** The world could not do what was asked. The request stays unanswered. */
  readonly failed: (request: string, error: unknown) => void
}

type Deed = Exclude<WorldRequest, { readonly kind: 'await' }>

export function worldPort(options: WorldPortOptions): Port {
  const { recorder, failed } = options
  const listen = awaitEvent(recorder)
  return (raw, reply) => {
    const request = raw as WorldRequest // the world's port is called through worlds/world.ts alone
    if (request.kind === 'await') {
      listen(request.until, reply)
      return
    }
    perform(request, options).then(
      (answer) => reply.answer(answer),
      (error: unknown) => failed(request.kind, error),
    )
  }
}

async function perform(request: Deed, { links, machines, doorOf, updates }: WorldPortOptions): Promise<unknown> {
  const at = (id: MachineId): Probed => {
    const found = machines.get(id)
    if (!found) throw new Error(`there is no machine "${id}" in this topology`)
    return found
  }
  const server = (): UpdatesHost => {
    if (!updates) throw new Error('there is no update server: no machine has a channel')
    return updates
  }
  switch (request.kind) {
    case 'power-cut':
      return at(request.machine).machine.powerCut()
    case 'power-on':
      return at(request.machine).machine.powerOn()
    case 'freeze':
      return at(request.machine).machine.freeze()
    case 'thaw':
      return at(request.machine).machine.thaw()
    case 'kill-member':
      return at(request.machine).machine.killMember()
    case 'start-member':
      return at(request.machine).machine.startMember()
    case 'cut':
      return links.cut(request.machine, request.member, request.direction)
    case 'mend':
      await Promise.all([links.mend(request.cut), updates?.mend(request.cut)]) // it is one or the other's
      return undefined
    case 'probe-machine':
      return probeMachine(at(request.machine))
    case 'probe-member':
      return probeMember(at(request.machine))
    case 'probe-link':
      return probeLink(at(request.machine), at(request.member), doorOf)
    case 'build-release':
      return server().build(request.version, request.behaviour)
    case 'impair-updates':
      return server().impair(request.how)
    case 'probe-updates':
      return server().probe()
    case 'fill-disk':
      return at(request.machine).pod.disk.fill()
    case 'free-disk':
      return at(request.machine).pod.disk.free()
    case 'set-clock':
      return at(request.machine).machine.setClock(request.skewMs)
    case 'refuse-jobs':
      return new MachineContainer(at(request.machine).pod.os).put(DISK, REFUSAL_FILE, request.why ?? '')
    case 'probe-disk':
      return at(request.machine).pod.disk.probe()
  }
}
