import { describe, expect, test } from '@jest/globals'
import type { Event } from '../../history/event.ts'
import { MachineLog, parseEvent } from './logs.ts'

const event: Event = { id: 'm0.1/1', at: 5, source: 'm0.1', seq: 1, kind: 'boot.good', machine: 'm0', boot: 1 }
const other: Event = { id: 'm0.1/2', at: 6, source: 'm0.1', seq: 2, kind: 'program.crashed', program: 'ü', stack: '€' }

describe('the log of a machine', () => {
  test('lines are found wherever the stream is torn, between the bytes of one character too', () => {
    const bytes = Buffer.from(`${JSON.stringify(event)}\nhello\n${JSON.stringify(other)}`)
    for (let at = 0; at <= bytes.length; at++) {
      const events: Event[] = []
      const log = new MachineLog('m0', (heard) => events.push(heard))
      const { stdout } = log.open()
      stdout.push(bytes.subarray(0, at))
      stdout.push(bytes.subarray(at))
      stdout.end()
      expect(events).toEqual([event, other])
      expect(log.tail(2)[0]).toBe('hello')
    }
  })

  test('of each run both streams are kept, and only the last fifty lines', () => {
    const log = new MachineLog('m0', () => {})
    for (let run = 0; run < 2; run++) {
      const { stdout, stderr } = log.open()
      for (let line = 0; line < 40; line++) stdout.push(Buffer.from(`${run}.${line}\n`))
      stderr.push(Buffer.from(`error ${run}\n`))
      stderr.end()
      stdout.end()
    }
    expect(log.tail(100)).toHaveLength(50)
    expect(log.tail(2)).toEqual(['1.39', 'error 1'])
  })

  test.each([
    ['of another machine', JSON.stringify({ ...event, source: 'm1.1', id: 'm1.1/1' })],
    ['of a machine with a longer name', JSON.stringify({ ...event, source: 'm00.1', id: 'm00.1/1' })],
    ['whose id is not its source and number', JSON.stringify({ ...event, id: 'm0.1/7' })],
    ['without a stamp', '{"kind":"boot.good"}'],
    ['that is no JSON', '{"kind":'],
    ['that is text', 'boot.good'],
  ])('a line %s is no event', (_, line) => {
    expect(parseEvent(line, 'm0')).toBeUndefined()
  })
})
