import { describe, expect, test } from '@jest/globals'
import { PREFIX } from '../fleet/registry/keys.ts'
import { describeEvent } from './event-words.ts'
import { unitsSample } from './sample-units.ts'

const stamp = { id: 'store/1', at: 0, source: 'store', seq: 1, revision: 7 }
const putWords = (key: string, value: string): string =>
  describeEvent({ ...stamp, kind: 'store.put', key: `${PREFIX}${key}`, value })
const goneWords = (key: string): string => describeEvent({ ...stamp, kind: 'store.deleted', key: `${PREFIX}${key}` })

describe("fleet's records in words", () => {
  test.each([
    ['job/a.service/target-state', 'launched', 'a.service is to be launched'],
    ['job/a.service/target', 'm1', 'a.service is scheduled to m1'],
    ['job/a.service/job-state', 'm1', "the claim on a.service is m1's"],
    ['machines/m1/metadata/zone', 'c', "m1's metadata are set: zone=c"],
    ['lease/engine-leader', '{"MachineID":"m1","Version":1}', 'the engine of m1 leads'],
    ['engine/version', '1', 'engines are of version 1'],
    ['job/a.service/object', '{"Name":', `fleet's record ${PREFIX}job/a.service/object is unreadable: {"Name":`],
    ['states/a.service/m1', '[]', `fleet's record ${PREFIX}states/a.service/m1 is unreadable: []`],
    ['job/a.service/other', 'x', `${PREFIX}job/a.service/other = x`],
  ])('%s', (key, value, words) => expect(putWords(key, value)).toBe(`revision 7: ${words}`))

  test('of machines, jobs and states as fleet writes them', () => {
    const puts = unitsSample().events.flatMap((event) => (event.kind === 'store.put' ? [describeEvent(event)] : []))
    const said = puts.map((words) => words.replace(/^revision \d+: /, ''))
    expect(said).toContain('m1 is present, boot 1, zone=b')
    expect(said).toContainEqual(
      expect.stringMatching(/^web@1\.service is stored, file [0-9a-f]{7}: Conflicts=web@\*\.service$/),
    )
    expect(said).toContain('web@1.service on m1 is shown as loaded, activating (start)')
    expect(said.filter((words) => words.includes('{'))).toEqual([])
  })

  test.each([
    ['job/a.service/object', 'a.service is destroyed'],
    ['job/a.service/target-state', 'a.service has no target state any more'],
    ['job/a.service/target', 'a.service is scheduled to no machine'],
    ['job/a.service/job-state', 'nobody has the claim on a.service'],
    ['machines/m1/object', 'm1 is not present any more'],
    ['machines/m1/metadata/zone', "m1's metadata zone are again as configured"],
    ['lease/engine-leader', 'no engine leads'],
    ['engine/version', 'the version of engines is deleted'],
    ['states/a.service/m1', 'a.service on m1 is shown no more'],
    ['other', `${PREFIX}other is deleted`],
  ])('%s is gone', (key, words) => expect(goneWords(key)).toBe(`revision 7: ${words}`))
})
