import { expect, test } from '@jest/globals'
import type { Event } from './event.ts'
import { Recorder } from './recorder.ts'

test('events are stamped with time, source, and number within the source', () => {
  let now = 5
  const recorder = new Recorder(() => now)
  const [world, store] = [recorder.source('world'), recorder.source('store')]
  world.record({ kind: 'machine.on', machine: 'm0' })
  now = 7
  store.record({ kind: 'store.quorum', has: true })
  world.record({ kind: 'quiet' })
  expect(recorder.events).toEqual([
    { id: 'world/1', at: 5, source: 'world', seq: 1, kind: 'machine.on', machine: 'm0' },
    { id: 'store/1', at: 7, source: 'store', seq: 1, kind: 'store.quorum', has: true },
    { id: 'world/2', at: 7, source: 'world', seq: 2, kind: 'quiet' },
  ])
})

test('who begins to listen while an event is told hears of the next one first', () => {
  const recorder = new Recorder(() => 0)
  const heard: string[] = []
  const stop = recorder.listen((event: Event) => {
    heard.push(`first ${event.kind}`)
    stop()
    recorder.listen((later) => heard.push(`second ${later.kind}`))
  })
  const world = recorder.source('world')
  world.record({ kind: 'machine.on', machine: 'm0' })
  world.record({ kind: 'quiet' })
  expect(heard).toEqual(['first machine.on', 'second quiet'])
})
