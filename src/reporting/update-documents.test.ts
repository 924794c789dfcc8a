import { describe, expect, test } from '@jest/globals'
import type { Event } from '../history/event.ts'
import { CATALOGUE_KEY, instanceKey, rolloutKey } from '../updates/server/keys.ts'
import { describeEvent } from './event-words.ts'
import { instanceDocument, updatesSample } from './sample-updates.ts'
import { catalogueNews, isServersAccount } from './update-documents.ts'

const put = (key: string, value: string): Event => ({
  id: 'store/1',
  at: 0,
  source: 'store',
  seq: 1,
  kind: 'store.put',
  key,
  value,
  revision: 7,
})
const { events } = updatesSample()
const catalogues = events.flatMap((event) =>
  event.kind === 'store.put' && event.key === CATALOGUE_KEY ? [event.value] : [],
)

describe('a document of the update server in words', () => {
  test.each([
    [CATALOGUE_KEY, catalogues[2], 'updates: alpha 1.1.0, beta 1.1.0, stable 1.1.0'],
    [CATALOGUE_KEY, catalogues[4], 'updates: no channel points at a release; withdrawn 1.1.0; disabled for stable'],
    [CATALOGUE_KEY, '{"packages":', 'the update catalogue is unreadable: {"packages":'],
    [
      instanceKey('stable', 'm0'),
      instanceDocument('m0', 'Installed'),
      'the update server has m0 (stable) on 1.0.0, Installed of 1.1.0',
    ],
    [instanceKey('x', 'm0'), '[]', 'the update server’s'],
    [rolloutKey('stable'), '{"changes":1}', `${rolloutKey('stable')} = {"changes":1}`],
  ])('%s', (key, value, words) => {
    expect(describeEvent(put(key, value ?? '')).replaceAll("'", '’')).toContain(`revision 7: ${words}`)
  })
})

test('the news of a catalogue are what changed for machines', () => {
  expect(catalogueNews(events).map(({ news }) => news.join(', '))).toEqual([
    'alpha → 1.1.0',
    'beta → 1.1.0',
    'stable → 1.1.0',
    'stable off',
    '1.1.0 withdrawn, alpha → nothing, beta → nothing, stable → nothing',
    'alpha → 1.2.0',
    'beta → 1.2.0',
    'stable → 1.2.0',
    'stable on',
  ])
  expect(catalogueNews([put(CATALOGUE_KEY, '{')])).toMatchObject([{ news: ['catalogue unreadable'] }])
})

test('a limit that changes is news, the first policy is none', () => {
  const limited = (catalogues[0] ?? '').replace('"maxUpdatesPerPeriod":999999', '"maxUpdatesPerPeriod":1')
  const news = catalogueNews([put(CATALOGUE_KEY, catalogues[0] ?? ''), put(CATALOGUE_KEY, limited)])
  expect(news.map((each) => each.news)).toEqual([['alpha → 1.1.0'], ['alpha: other policy']])
})

test('the server’s account of machines is told from what it offers', () => {
  expect(isServersAccount(instanceKey('stable', 'm0'))).toBe(true)
  expect(isServersAccount(rolloutKey('stable'))).toBe(true)
  expect(isServersAccount(CATALOGUE_KEY)).toBe(false)
})
