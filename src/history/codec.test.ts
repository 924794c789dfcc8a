import { describe, expect, test } from '@jest/globals'
import type { Event } from './event.ts'
import { formatHistory, HistoryInvalid, parseHistory } from './codec.ts'

const header = {
  seatrial: 'history',
  version: 1,
  world: 'sim',
  platform: 'reference',
  schedule: { any: 'thing' },
} as const
const events: readonly Event[] = [
  { id: 'conductor/1', at: 0, source: 'conductor', seq: 1, kind: 'phase', phase: 'boot' },
  { id: 'm0.1/1', at: 5, source: 'm0.1', seq: 1, kind: 'boot.started', machine: 'm0', boot: 1 },
  {
    id: 'm0.1/2',
    at: 9,
    source: 'm0.1',
    seq: 2,
    kind: 'lock.attempt',
    attempt: 7,
    group: '',
    by: 'm0',
    base: 0,
    operation: 'acquire',
    holder: 'm0',
  },
]
const text = formatHistory({ header, events })
const lines = text.trimEnd().split('\n')

describe('histories as text', () => {
  test('a history is read back as it was written', () => expect(parseHistory(text)).toEqual({ header, events }))

  test.each([
    ['nothing', '', /^line 1: not JSON/],
    ['another kind of file', '{"seatrial":"schedule"}\n', /^line 1: not the header of a seatrial history, version 1/],
    [
      'a newer version',
      text.replace('"version":1', '"version":2'),
      /^line 1: not the header of a seatrial history, version 1 \(version: /,
    ],
    ['cut between two lines', `${lines.slice(0, 3).join('\n')}\n`, /^line 3: the history is cut short/],
    ['cut within a line', text.slice(0, -20), /^line 5: not JSON/],
    ['a line left out', lines.toSpliced(2, 1).join('\n'), /^line 4: expected 3 events, found 2/],
    ['a kind that nobody knows', text.replace('boot.started', 'boot.dreamt'), /^line 3: not an event/],
    ['a field of the wrong type', text.replace('"boot":1', '"boot":"1"'), /^line 3: not an event/],
  ])('%s is refused in one line that says where', (_, damaged, message) => {
    expect(() => parseHistory(damaged)).toThrow(HistoryInvalid)
    expect(() => parseHistory(damaged)).toThrow(message)
  })
})
