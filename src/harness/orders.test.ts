import { expect, test } from '@jest/globals'
import type { Event } from '../history/event.ts'
import { reference } from '../machine/reference.ts'
import { TOPOLOGIES } from '../machine/topologies.ts'
import { LEISURELY } from '../machine/tuning.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { Orders } from './orders.ts'
import { runTrial } from './trial.ts'

const CLUSTER: Schedule = {
  ...{ seatrial: 'schedule', version: 1, name: 'by-hand', seed: 7, steps: [], tuning: LEISURELY },
  topology: TOPOLOGIES.tripledouble as Schedule['topology'],
}

const step = (deed: object): Step => ({ when: { at: 0 }, ...deed }) as Step

/** A trial in which `react` orders what it wants when it sees something. */
async function byHand(react: (event: Event, orders: Orders) => void) {
  const orders = new Orders()
  const onEvent = (event: Event): void => react(event, orders)
  return runTrial(simWorld, CLUSTER, reference, { orders, onEvent })
}

test('a trial by hand plays what is ordered when it is ordered, and ends when nothing more is', async () => {
  const { recording, judgement, schedule } = await byHand((event, orders) => {
    if (event.kind === 'phase' && event.phase === 'storm') orders.add(step({ do: 'ask-reboot', machine: 'm1' }))
    if (event.kind === 'reboot.started') orders.add(step({ do: 'hang', machine: 'm0', forMs: 500 }))
    if (event.kind === 'lock.released') orders.close()
  })
  const of = (kind: Event['kind']) => recording.events.filter((event) => event.kind === kind)
  expect(of('step.applied').map((event) => 'step' in event && event.step)).toEqual([1, 2])
  expect(of('reboot.started')).toHaveLength(1)
  expect(of('quiet')).toHaveLength(1)
  expect(judgement.verdict).toBe('holds')
  const storm = of('phase').find((event) => event.kind === 'phase' && event.phase === 'storm')?.at ?? NaN
  const began = of('reboot.started')[0]?.at ?? NaN
  expect(schedule.steps.map(({ do: deed, when }) => [deed, when])).toEqual([
    ['ask-reboot', { at: 0 }],
    ['hang', { at: began - storm }],
  ])
})

test('what was played by hand can be played again, and means the same', async () => {
  const { schedule } = await byHand((event, orders) => {
    if (event.kind === 'phase' && event.phase === 'storm') {
      orders.add(step({ do: 'hang', machine: 'm0', forMs: 500 }))
      orders.add(step({ do: 'ask-reboot', machine: 'm2' }))
      orders.add(step({ do: 'hang', machine: 'm0', forMs: 500 }))
    }
    if (event.kind === 'reboot.started') orders.close()
  })
  expect(schedule.steps).toHaveLength(3)
  const again = await runTrial(simWorld, schedule, reference)
  const rebooted = again.recording.events.flatMap((event) => (event.kind === 'reboot.started' ? [event.machine] : []))
  expect(rebooted).toEqual(['m2'])
  expect(again.judgement.verdict).toBe('holds')
})

test('what is ordered after the end is not played', async () => {
  const { schedule } = await byHand((event, orders) => {
    if (event.kind === 'phase' && event.phase === 'storm') orders.close()
    if (event.kind === 'phase' && event.phase === 'heal') orders.add(step({ do: 'ask-reboot', machine: 'm1' }))
  })
  expect(schedule.steps).toEqual([])
})
