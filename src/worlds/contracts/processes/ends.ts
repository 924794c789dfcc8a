// What is promised of the end of a process.

import { expect } from '@jest/globals'
import { type Exit, signal, type Signal } from '../../../fleet/manager/processes.ts'
import { type Program, sleep } from '../../../runtime/operation.ts'
import { CLEARLY_MS, command, type Ended, ended, livesAfter, type ProcessBench, promise, started } from './bench.ts'

const EXITS: readonly (readonly [argv: readonly string[], code: number])[] = [
  [['/bin/true'], 0],
  [['/bin/false'], 1],
  [['/bin/echo', 'a', 'b'], 0],
  [['/bin/sleep', '0.1'], 0],
  [['app', '--exit', '3', '--after-ms', '50'], 3],
  [['/bin/app', '--exit', '0'], 0],
  [['app', '--no-such-flag'], 2],
]

export function endPromises(bench: () => ProcessBench): void {
  promise('a process that ends by itself tells its exit code', bench, async (machine) => {
    for (const [argv, code] of EXITS) {
      const { exit } = await machine.run(run(argv))
      expect([argv, exit]).toEqual([argv, { kind: 'exited', code }])
    }
  })

  promise('it runs for as long as it was told to', bench, async (machine) => {
    const { tookMs } = await machine.run(run(['/bin/sleep', '1']))
    expect(tookMs).toBeGreaterThanOrEqual(900)
  })

  promise('the end of one that has ended is told at once, and as often as it is asked for', bench, async (machine) => {
    const exits = await machine.run(
      (function* () {
        const process = yield* started(command(['app', '--exit', '7']))
        yield* sleep(CLEARLY_MS)
        return [(yield* ended(process)).exit, (yield* ended(process)).exit]
      })(),
    )
    expect(exits).toEqual([SEVEN, SEVEN])
  })

  promise('a signal that a process does not handle kills it, and the end says which', bench, async (machine) => {
    for (const name of ['TERM', 'KILL', 'INT', 'QUIT', 'HUP'] as const) {
      const { exit } = await machine.run(signalled(['/bin/sleep', 'infinity'], [name]))
      expect(exit).toEqual({ kind: 'killed', signal: name })
    }
  })

  promise('an app exits with 0 on SIGTERM, after the time that it takes', bench, async (machine) => {
    const quick = await machine.run(signalled(['app'], ['TERM']))
    expect(quick.exit).toEqual({ kind: 'exited', code: 0 })
    const slow = await machine.run(signalled(['app', '--stop-ms', `${CLEARLY_MS}`], ['TERM', 'TERM']))
    expect(slow.exit).toEqual({ kind: 'exited', code: 0 })
    expect(slow.tookMs).toBeGreaterThanOrEqual(CLEARLY_MS - 100)
  })

  promise('an app that ignores SIGTERM lives on, until SIGKILL', bench, async (machine) => {
    const [lives, { exit }] = await machine.run(
      (function* (): Program<readonly [boolean, Ended]> {
        const process = yield* started(command(['app', '--ignore-term']))
        yield* sleep(CLEARLY_MS)
        yield* signal(process, 'TERM')
        const alive = yield* livesAfter(process, CLEARLY_MS)
        yield* signal(process, 'KILL')
        return [alive, yield* ended(process)]
      })(),
    )
    expect([lives, exit]).toEqual([true, { kind: 'killed', signal: 'KILL' }])
  })

  promise('SIGKILL also ends one that is about to end', bench, async (machine) => {
    const { exit, tookMs } = await machine.run(signalled(['app', '--stop-ms', '9000'], ['TERM', 'KILL']))
    expect(exit).toEqual({ kind: 'killed', signal: 'KILL' })
    expect(tookMs).toBeLessThan(9_000)
  })

  promise('a signal to a process that has ended changes nothing', bench, async (machine) => {
    const { exit } = await machine.run(signalled(['app', '--exit', '7'], ['TERM', 'KILL']))
    expect(exit).toEqual(SEVEN)
  })
}

const SEVEN: Exit = { kind: 'exited', code: 7 }

function* run(argv: readonly string[]): Program<Ended> {
  return yield* ended(yield* started(command(argv)))
}

/** Signals a process that has come up. @throws Error when a signal cannot be sent */
function* signalled(argv: readonly string[], signals: readonly Signal[]): Program<Ended> {
  const process = yield* started(command(argv))
  yield* sleep(CLEARLY_MS) // so that it handles what it means to handle
  for (const name of signals) {
    const sent = yield* signal(process, name)
    if (sent.kind !== 'ok') throw new Error(`the signal was not sent: ${sent.reason}`)
  }
  return yield* ended(process)
}
