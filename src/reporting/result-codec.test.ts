import { describe, expect, test } from '@jest/globals'
import { formatResult, parseResult, ResultInvalid } from './result-codec.ts'
import { hostile } from './sample-hostile.ts'
import { longSample, passingSample, violatedSample } from './sample-result.ts'

const good = JSON.parse(formatResult(violatedSample())) as Record<string, unknown>

describe('a result as text', () => {
  test.each([violatedSample(), passingSample(), longSample(200)])('reads back as it was', (result) => {
    expect(parseResult(formatResult(result))).toEqual(result)
  })

  test('keeps every character of a name', () => {
    const hunt = {
      seed: 1,
      runs: 1,
      ms: 1,
      virtualMs: 1,
      goals: {},
      steps: {},
      violated: [0, 1, 2, 4, 5].map(hostile),
      undecided: 0,
    }
    const result = { ...passingSample(), hunt, platform: hostile(3) }
    expect(parseResult(formatResult(result))).toEqual(result)
  })
})

describe('what is not a result', () => {
  test.each([
    ['', /^top: not JSON .*expected a seatrial result$/],
    ['[1, 2', /^top: not JSON/],
    ['null', /^seatrial: missing, expected "result"$/],
    ['{"seatrial": "schedule"}', /^seatrial: is "schedule", expected "result"$/],
    ['{"seatrial": "result"}', /^version: is missing, expected 1$/],
    ['{"seatrial": "result", "version": 2}', /^version: is 2, expected 1; a newer seatrial wrote it$/],
    [JSON.stringify({ ...good, world: 'mars' }), /^world: .*; expected a seatrial result of version 1$/],
    [
      JSON.stringify({ ...good, events: [{ id: 'a/1', at: 0, source: 'a', seq: 1, kind: 'flood' }] }),
      /^events\[0\]\.kind: /,
    ],
    [
      JSON.stringify({ ...good, schedule: { seatrial: 'schedule' } }),
      /^schedule\..*\(and \d+ more\); expected a seatrial result of version 1$/,
    ],
  ])('is refused in one line: %#', (text, says) => {
    const refused = (() => {
      try {
        return parseResult(text)
      } catch (error) {
        return error
      }
    })()
    expect(refused).toBeInstanceOf(ResultInvalid)
    expect(refused).toMatchObject({ code: 'RESULT_INVALID', message: expect.stringMatching(says) })
    expect((refused as ResultInvalid).message).not.toContain('\n')
  })
})
