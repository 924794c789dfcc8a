import { expect, test } from '@jest/globals'
import { Recorder } from '../../history/recorder.ts'
import { WorldSource } from './world-source.ts'

test('what is heard late is told with its own time, but never out of order, nor in the future', () => {
  let now = 100
  const recorder = new Recorder(() => now)
  const world = new WorldSource(recorder, () => now)
  world.record({ kind: 'machine.on', machine: 'm0' })
  now = 200
  for (const at of [150.4, 90, 300]) world.record({ kind: 'machine.frozen', machine: 'm0' }, at)
  world.record({ kind: 'machine.thawed', machine: 'm0' })
  expect(recorder.events.map(({ id, at }) => `${id} ${at}`)).toEqual([
    'world/1 100',
    'world/2 150',
    'world/3 150',
    'world/4 200',
    'world/5 200',
  ])
})
