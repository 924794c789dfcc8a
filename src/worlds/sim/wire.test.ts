import type { Host } from '../../runtime/host.ts'
import type { Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import { wireContract, type WireBench, type WireHost } from '../contracts/wire.ts'
import { Network, type Node } from './network.ts'
import { Wire } from './wire.ts'

wireContract('the simulated network', async (): Promise<WireBench> => {
  const { kernel, timers } = virtualRunner()
  const wire = new Wire(kernel, timers, new Network(timers, new RandomStream(1, 'network'), { leastMs: 1, mostMs: 5 }))

  const hostAt = (node: Node): WireHost => {
    wire.up(node)
    const host: Host = {
      name: node,
      random: new RandomStream(1, node),
      ports: { [WIRE_PORT]: wire.port(node) },
      record: () => {},
      crashed: (program, error) => {
        throw new Error(`${program} crashed`, { cause: error })
      },
      frozen: false,
    }
    return {
      run: <T>(program: Program<T>) =>
        new Promise<T>((resolve, reject) => {
          let over = false
          kernel.start('run', { ...host, crashed: () => {} }, program, (ending) => {
            over = true
            if (ending.kind === 'returned') resolve(ending.value)
            else reject(ending.kind === 'threw' ? ending.error : new Error('dropped'))
          })
          // once everything that is asked for at this moment has been asked for
          queueMicrotask(() => timers.advance(timers.now() + 3_600_000, () => over))
        }),
      start: (program) => void kernel.start('start', host, program),
    }
  }
  return { near: hostAt('os:near'), far: hostAt('os:far'), close: async () => {} }
})
