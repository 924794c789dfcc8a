// Whole trials in containers: how long until a tripledouble is up, and how long its schedule takes.

import { readFileSync } from 'node:fs'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { parseSchedule } from '../src/schedule/codec.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { probeEngine } from '../src/worlds/docker/engine.ts'
import { type Row, row } from './row.ts'

const TRIALS = 5

export async function* dockerRows(): AsyncGenerator<Row> {
  const probe = await probeEngine()
  if (probe.kind !== 'answers') {
    yield { what: 'Docker', median: 'not measured', reach: `${probe.why}; npm run docker:setup` }
    return
  }
  const file = new URL('../scenarios/talk/tripledouble.json', import.meta.url)
  const schedule = parseSchedule(readFileSync(file, 'utf8'))
  const up: number[] = []
  const whole: number[] = []
  await using world = dockerWorld()
  for (let i = 0; i < TRIALS; i++) {
    const started = Date.now()
    const { recording, judgement } = await runTrial(world, schedule, reference)
    whole.push((Date.now() - started) / 1000)
    if (judgement.verdict !== 'holds') throw new Error(`the schedule should hold, and is ${judgement.verdict}`)
    const boots = recording.events.filter((event) => event.kind === 'boot.started' && event.boot === 1)
    up.push(Math.max(...boots.map(({ at }) => at)) / 1000)
  }
  yield row('tripledouble in Docker, from nothing until every boot loader runs', median(up), 's', { atMost: 4 })
  yield row('tripledouble in Docker, the whole schedule, up and down again', median(whole), 's', { atMost: 20 })
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
