// A template is for its instances: histories in which it is no more than that, and some in which it is.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from './judge.ts'
import { FleetStory, PLAIN } from './judge-fleet-fixture.ts'
import { breaks } from './judge-updates-fixture.ts'

const TEMPLATE = 'app@.service'
const submitted = () => new FleetStory().create(TEMPLATE, PLAIN, 'inactive')

describe('no-template-active', () => {
  test.each<[string, FleetStory, RegExp]>([
    [
      'made to be launched',
      new FleetStory().create(TEMPLATE),
      /^The template app@\.service was to be launched from 00:00\.0 on\.$/,
    ],
    ['loaded afterwards', submitted().set(TEMPLATE, 'loaded'), /was to be loaded from/],
    ['scheduled, though it is inactive', submitted().place(TEMPLATE, 'm1'), /was scheduled to m1 from/],
    ['put on a machine', submitted().load(TEMPLATE, 'm1'), /^The template app@\.service lay on m1 at 00:00\.0\.$/],
  ])('is violated by a template that is %s', (_, story, sentence) => breaks(story, 'no-template-active', sentence))

  test('holds where its instances run, and it comes and goes', () => {
    const story = submitted().create('app@1.service').run('app@1.service', 'm0').set(TEMPLATE, 'inactive')
    expect(violatedBy(story.destroy(TEMPLATE).judged())).toEqual([])
  })
})
