// `seatrial sweep`: removes what runs that died left behind in Docker. Every run does it at its start; this is for the
// one after the last.

import { setTimeout as pause } from 'node:timers/promises'
import { EXIT, type ExitCode } from '../exit.ts'
import { print } from '../terminal.ts'

export async function sweepCommand(options: { readonly after?: number }): Promise<ExitCode> {
  if (options.after !== undefined) await endOf(options.after)
  const { findEngine } = await import('../../worlds/docker/engine.ts')
  const { sweep } = await import('../../worlds/docker/sweep.ts')
  const { containers, networks, volumes } = await sweep(await findEngine())
  print(`removed ${containers} containers, ${networks} networks, ${volumes} volumes`)
  return EXIT.holds
}

/** Waits until the process is gone, 10 s at most. */
async function endOf(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await pause(100)
  }
}
