// An operator's desk: a host on the live runner from which a command runs its programs.

import type { Host } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Program, Recordable } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'

export type Run = <T>(program: Program<T>) => Promise<T>

/** Runs programs as an operator, one after the other. An error in one is a bug, and rejects. */
export function desk(kernel: Kernel, ports: Host['ports'], record: (event: Recordable) => void): Run {
  const name = 'operator'
  const host: Host = { name, random: new RandomStream(0, name), ports, record, crashed: () => {}, frozen: false }
  return (program) =>
    new Promise((resolve, reject) => {
      kernel.start('locksmithctl', host, program, (ending) => {
        if (ending.kind === 'returned') resolve(ending.value)
        else reject(ending.kind === 'threw' ? ending.error : new Error('the command was dropped'))
      })
    })
}
