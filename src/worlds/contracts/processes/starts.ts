// What is promised of the start of a process, and of who sees it.

import { expect } from '@jest/globals'
import { queueJob, startProcess } from '../../../fleet/manager/processes.ts'
import { CLEARLY_MS, command, delayed, ended, livesAfter, type ProcessBench, promise, started } from './bench.ts'

const SLEEPS = ['/bin/sleep', 'infinity'] as const

export function startPromises(bench: () => ProcessBench): void {
  promise('what was started runs until it is ended', bench, async (machine) => {
    const alive = await machine.run(
      (function* () {
        return yield* livesAfter(yield* started(command(SLEEPS)), CLEARLY_MS)
      })(),
    )
    expect(alive).toBe(true)
  })

  promise('the start of a unit is taken', bench, async (machine) => {
    const taken = await machine.run(
      (function* () {
        return yield* queueJob()
      })(),
    )
    expect(taken).toEqual({ kind: 'ok', value: undefined })
  })

  promise('a program that does not exist is not started', bench, async (machine) => {
    for (const program of ['/no/such/program', 'nosuchprogram', '/opt/bin/app', '/']) {
      const outcome = await machine.run(
        (function* () {
          return yield* startProcess(command([program]))
        })(),
      )
      expect([program, outcome.kind]).toEqual([program, 'fail'])
    }
    expect(await machine.witnessed()).toEqual([])
  })

  promise('no two processes have the same id', bench, async (machine) => {
    const ids = await machine.run(
      (function* () {
        return [yield* started(command(['/bin/true'])), yield* started(command(['/bin/true']))]
      })(),
    )
    expect(new Set(ids).size).toBe(2)
  })

  promise('main processes are seen to come and to go, others are not', bench, async (machine) => {
    const process = await machine.run(
      (function* () {
        for (const role of ['start-pre', 'start-post', 'stop', 'stop-post'] as const) {
          yield* ended(yield* started(command(['/bin/true'], { role })))
        }
        const main = yield* started(command(['app', '--exit', '0', '--after-ms', '100'], { unit: 'b.service' }))
        yield* ended(main)
        return main
      })(),
    )
    expect(await machine.witnessed()).toEqual([
      { kind: 'up', process, unit: 'b.service', hash: 'a'.repeat(40) },
      { kind: 'down', process, unit: 'b.service' },
    ])
  })

  promise('an app serves its port once it has started, and until it has ended', bench, async (machine) => {
    const argv = ['/usr/bin/app', '--port', '8080', '--start-ms', `${CLEARLY_MS}`]
    await machine.run(started(command(argv)))
    expect(await machine.serving(8080)).toBe(undefined)
    await machine.run(delayed(3 * CLEARLY_MS))
    expect([await machine.serving(8080), await machine.serving(8081)]).toEqual(['a.service', undefined])
  })

  promise('who waits for a port ends well once that is served, and not before', bench, async (machine) => {
    const { alive, exit } = await machine.run(
      (function* () {
        const waits = yield* started(command(['app', '--wait-for', '8080'], { role: 'start-post' }))
        const tooEarly = yield* livesAfter(waits, CLEARLY_MS)
        yield* started(command(['app', '--port', '8080']))
        return { alive: tooEarly, ...(yield* ended(waits)) }
      })(),
    )
    expect([alive, exit]).toEqual([true, { kind: 'exited', code: 0 }])
    expect(await machine.serving(8080)).toBe('a.service')
  })

  promise('with the power all end without a word, and a later boot begins with none', bench, async (machine) => {
    const process = await machine.run(started(command(['app', '--port', '8080'])))
    await machine.run(delayed(CLEARLY_MS))
    await machine.powerCut()
    expect(await machine.serving(8080)).toBe(undefined)
    expect(await machine.witnessed()).toEqual([{ kind: 'up', process, unit: 'a.service', hash: 'a'.repeat(40) }])
  })
}
