import { PassThrough } from 'node:stream'
import type Dockerode from 'dockerode'
import { expect, test } from '@jest/globals'
import { EngineEvents } from './engine-events.ts'

const line = (timeNano: number, action: string): string =>
  `${JSON.stringify({ Action: action, timeNano, Actor: { ID: 'c', Attributes: { exitCode: '0' } } })}\n`

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

/** An engine that keeps all that ever happened. */
function bench() {
  const past: string[] = []
  const open = new Set<PassThrough>()
  const state = { refuses: false }
  const docker = {
    async getEvents({ until }: { readonly until?: number }) {
      if (state.refuses) throw new Error('the engine is gone')
      const stream = new PassThrough()
      for (const each of past) stream.write(each)
      if (until === undefined) open.add(stream)
      else stream.end()
      return stream
    },
  } as unknown as Dockerode
  const heard: string[] = []
  const lost: string[] = []
  const events = new EngineEvents({
    ...{ docker, runId: 'r', epochMs: 0 },
    hear: ({ action, at }) => void heard.push(`${at} ${action}`),
    lost: (why) => void lost.push(why),
  })
  const write = (text: string): void => {
    for (const stream of open) stream.write(text)
  }
  const happens = (text: string, told = true): void => {
    past.push(text)
    if (told) write(text)
  }
  const tear = (): void => {
    for (const stream of open) stream.destroy()
    open.clear()
  }
  return { events, happens, write, tear, heard, lost, state }
}

test('what happened before a call to catch up is heard when that returns, once and in order', async () => {
  const { events, happens, heard } = bench()
  await events.open()
  happens(line(1e6, 'start'))
  await turn()
  happens(line(2e6, 'die'), false) // still on its way
  await events.catchUp()
  expect(heard).toEqual(['1 start', '2 die'])
  happens(line(3e6, 'start'))
  await turn()
  expect(heard).toEqual(['1 start', '2 die', '3 start'])
  events[Symbol.dispose]()
})

test('a connection that breaks is opened again, and nothing is lost or heard twice', async () => {
  const { events, happens, write, tear, heard, lost } = bench()
  await events.open()
  happens(line(1e6, 'start'))
  happens(line(2e6, 'die'), false)
  write(line(2e6, 'die').slice(0, 20))
  await turn()
  tear()
  await turn()
  expect([heard, lost]).toEqual([['1 start', '2 die'], []])
  events[Symbol.dispose]()
})

test('an engine that is gone is told, but not after the end', async () => {
  const { events, tear, lost, state } = bench()
  await events.open()
  state.refuses = true
  tear()
  await turn()
  expect(lost).toEqual(['Error: the engine is gone'])
  const later = bench()
  await later.events.open()
  later.state.refuses = true
  later.events[Symbol.dispose]()
  later.tear()
  await turn()
  expect(later.lost).toEqual([])
})
