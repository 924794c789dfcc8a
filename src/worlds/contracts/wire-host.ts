// A host with nothing but a wire: what the wire's contract runs its programs on, in every world.

import type { Host, Port } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import type { WireHost } from './wire.ts'

/** @param begun called when a program was started that somebody waits for; `over` says whether it has ended */
export function wireHost(
  kernel: Kernel,
  name: string,
  port: Port,
  begun: (over: () => boolean) => void = () => {},
): WireHost {
  const host: Host = {
    name,
    random: new RandomStream(1, name),
    ports: { [WIRE_PORT]: port },
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
        begun(() => over)
      }),
    start: (program) => void kernel.start('start', host, program),
  }
}
