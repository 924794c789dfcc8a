import { expect, test } from '@jest/globals'
import type { Host } from '../../runtime/host.ts'
import { type Program, sleep } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { Line } from './line.ts'

/** A line whose batches take a second, and what was answered together. */
function bench(most = 10) {
  const { kernel, timers } = virtualRunner()
  const batches: string[] = []
  const line = new Line<string, string>({
    *answerAll(requests) {
      yield* sleep(1_000)
      batches.push(requests.join(' '))
      return requests.map((request) => `${request}!`)
    },
    nameOf: (request) => request.slice(0, 2),
    rankOf: (request) => (request.endsWith('?') ? 1 : 0),
    most,
  })
  const host: Host = {
    name: 'server',
    random: new RandomStream(1, 'server'),
    ports: {},
    record: () => {},
    crashed: () => {},
    frozen: false,
  }
  const answers: string[] = []
  function* client(request: string): Program<void> {
    answers.push(yield* line.ask(request))
  }
  const ask = (request: string) => kernel.start(request, host, client(request))
  return { ask, drop: kernel.drop.bind(kernel), timers, answers, batches }
}

test('who comes while a batch is under way is answered with the next one, all together', () => {
  const { ask, timers, answers, batches } = bench()
  for (const request of ['m0', 'm1', 'm2']) ask(request)
  timers.advance(5_000)
  expect(batches).toEqual(['m0', 'm1 m2'])
  expect(answers).toEqual(['m0!', 'm1!', 'm2!'])
})

test('reports come before questions, one machine is answered once in a batch, and a batch is bounded', () => {
  const { ask, timers, answers, batches } = bench(3)
  for (const request of ['m0', 'm1?', 'm2', 'm2b', 'm3', 'm4']) ask(request)
  timers.advance(10_000)
  expect(batches).toEqual(['m0', 'm2 m3 m1?', 'm2b m4'])
  expect(answers).toHaveLength(6)
})

test('the one who answers for all may be dropped in the middle: who waits goes on, and so does who comes', () => {
  const { ask, drop, timers, answers } = bench()
  const leader = ask('m0')
  ask('m1')
  timers.advance(500)
  drop(leader)
  timers.advance(10_000)
  expect(answers).toEqual(['m1!'])

  const alone = ask('m2')
  timers.advance(10_500)
  drop(alone)
  timers.advance(20_000)
  ask('m3')
  timers.advance(30_000)
  expect(answers).toEqual(['m1!', 'm3!'])
})
