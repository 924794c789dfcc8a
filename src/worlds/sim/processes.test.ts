// What only simulated processes do: they hang on their machine's clock.

import { expect, test } from '@jest/globals'
import { type Command, PROCESS_PORT, type ProcessRequest } from '../../fleet/manager/processes.ts'
import { Call, type Outcome } from '../../runtime/operation.ts'
import type { Host } from '../../runtime/host.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { PowerTimers } from './power-timers.ts'
import { SimProcesses } from './processes.ts'

class Bench {
  readonly #runner = virtualRunner()
  readonly clock = new PowerTimers(this.#runner.timers)
  readonly seen: string[] = []
  readonly processes = new SimProcesses('m0', 1, this.clock, {
    up: (process, { unit }) => void this.seen.push(`${unit} ${process} up`),
    down: (process, { unit }, exit) => void this.seen.push(`${unit} ${process} ${JSON.stringify(exit)}`),
  })
  readonly #host: Host = {
    name: 'm0',
    random: new RandomStream(1, 'm0'),
    ports: { [PROCESS_PORT]: this.processes.port },
    record: () => {},
    crashed: () => {},
    frozen: false,
  }

  ask(request: ProcessRequest): { value?: unknown } {
    const answer: { value?: unknown } = {}
    const program = new Call<unknown>(PROCESS_PORT, request)[Symbol.iterator]()
    this.#runner.kernel.start('ask', this.#host, program, (ending) => {
      if (ending.kind === 'returned') answer.value = ending.value
    })
    return answer
  }

  start(argv: string, unit = 'a.service'): { value?: unknown } {
    const command: Command = { unit, hash: 'h', role: 'main', argv: argv.split(' '), environment: {} }
    return this.ask({ kind: 'start', command })
  }

  pass(ms: number): void {
    const { timers } = this.#runner
    timers.advance(timers.now() + ms)
  }
}

test('while the machine is frozen nothing starts, serves or ends', () => {
  const bench = new Bench()
  bench.start('app --port 80 --start-ms 100 --exit 0 --after-ms 200')
  bench.pass(50)
  bench.clock.freeze()
  bench.pass(5_000)
  expect([bench.processes.serving(80), bench.seen]).toEqual([undefined, ['a.service p1 up']])
  bench.clock.thaw()
  expect(bench.seen.length).toBe(2)
})

test('a start that is under way when the power goes does not come, and ids are not used again', () => {
  const bench = new Bench()
  const first = bench.start('app --port 80')
  bench.pass(50)
  const second = bench.start('app')
  const end = bench.ask({ kind: 'wait', process: (first.value as Outcome<string> & { value: string }).value })
  bench.processes.stop()
  bench.clock.stop()
  bench.pass(1_000)
  expect([second, end, bench.processes.serving(80)]).toEqual([{}, {}, undefined])
  bench.start('app')
  bench.pass(50)
  expect(bench.seen).toEqual(['a.service p1 up', 'a.service p2 up'])
})

test('a port is served by one process at a time: the second one exits', () => {
  const bench = new Bench()
  bench.start('app --port 80 --exit 0 --after-ms 1000')
  bench.pass(50)
  bench.start('app --port 80', 'b.service')
  bench.pass(50)
  expect([bench.processes.serving(80), bench.seen.at(-1)]).toEqual([
    'a.service',
    'b.service p2 {"kind":"exited","code":1}',
  ])
  bench.pass(1_000)
  expect(bench.processes.serving(80)).toBe(undefined)
})

test('who waits for a port ends once that is served, not before, and not for another port', () => {
  const bench = new Bench()
  bench.start('app --wait-for 80', 'w.service')
  bench.pass(10)
  bench.start('app --wait-for 81', 'other.service')
  bench.pass(10)
  bench.start('app --port 80 --start-ms 300 --exit 0 --after-ms 310')
  bench.pass(270)
  expect(bench.seen.filter((line) => line.startsWith('w'))).toEqual(['w.service p1 up'])
  bench.pass(100) // the server was there too briefly to be seen
  expect(bench.seen.filter((line) => line.startsWith('w'))).toEqual(['w.service p1 up'])
  bench.start('app --port 80')
  bench.pass(50)
  expect(bench.seen.filter((line) => !line.startsWith('a'))).toEqual([
    'w.service p1 up',
    'other.service p2 up',
    'w.service p1 {"kind":"exited","code":0}',
  ])
})
