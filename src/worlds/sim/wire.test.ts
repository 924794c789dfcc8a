import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { wireContract, type WireBench, type WireHost } from '../contracts/wire.ts'
import { wireHost } from '../contracts/wire-host.ts'
import { Network, type Node } from './network.ts'
import { Wire } from './wire.ts'

const AN_HOUR_MS = 3_600_000

wireContract('the simulated network', async (): Promise<WireBench> => {
  const { kernel, timers } = virtualRunner()
  const wire = new Wire(kernel, timers, new Network(timers, new RandomStream(1, 'network'), { leastMs: 1, mostMs: 5 }))

  /** Time passes once everything that is asked for at this moment has been asked for. */
  const pass = (over: () => boolean): void => queueMicrotask(() => timers.advance(timers.now() + AN_HOUR_MS, over))

  const hostAt = (node: Node): WireHost => {
    wire.up(node)
    return wireHost(kernel, node, wire.port(node), pass)
  }
  return { near: hostAt('os:near'), far: hostAt('os:far'), close: async () => {} }
})
