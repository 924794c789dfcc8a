// Each goal of updates is met by a history in which it happens, and not by the same one without it.

import { describe, expect, test } from '@jest/globals'
import { Story } from './judge-updates-fixture.ts'

const offered = () => new Story(2).publish('2.0.0')
const met = (story: Story, id: string): boolean | undefined => story.judged().goals.find((goal) => goal.id === id)?.met

type Happens = (story: Story) => Story

const told =
  (tell: (story: Story) => unknown): Happens =>
  (story) => {
    tell(story)
    return story
  }

const nothing: Happens = (story) => story
const powerCut = told((story) => story.say('world', { kind: 'machine.off', machine: 'm0', why: 'power-cut' }))

const CASES: readonly (readonly [string, Happens, Happens])[] = [
  ['boot-fallback', (story) => story.fallBack('m0', '2.0.0', '1.0.0'), (story) => story.update('m0', '2.0.0')],
  [
    'payload-refused',
    told((story) =>
      story.tell('m0', { kind: 'update.refused', machine: 'm0', version: '2.0.0', code: 10, why: 'hash' }),
    ),
    nothing,
  ],
  [
    'promotion-during-rollout',
    (story) => story.grant('m0', '2.0.0').promote('2.0.0', 'beta'),
    (story) => story.update('m0', '2.0.0').promote('2.0.0', 'beta'),
  ],
  [
    'newer-replaces-pending',
    (story) => story.install('m0', '2.0.0').install('m0', '2.1.0'),
    (story) => story.update('m0', '2.0.0').install('m0', '2.1.0'),
  ],
  [
    'update-resumed',
    (story) => story.checked('m0', 'update', '2.0.0').reboot('m0').boot('m0', 'a', '1.0.0').install('m0', '2.0.0'),
    (story) => story.install('m0', '2.0.0').install('m0', '2.0.0'),
  ],
  [
    'release-withdrawn-in-rollout',
    (story) => story.grant('m0', '2.0.0').withdraw('2.0.0'),
    (story) => story.update('m0', '2.0.0').withdraw('2.0.0'),
  ],
  [
    'rollout-stopped',
    told((story) => story.say('updates.1', { kind: 'rollout.stopped', track: 'alpha', why: 'x' })),
    nothing,
  ],
  [
    'machine-changes-channel',
    told((story) => story.tell('m0', { ...CONFIGURED, channel: 'beta' })),
    told((story) => story.tell('m0', { ...CONFIGURED, channel: 'alpha' })),
  ],
  [
    'power-cut-in-update',
    (story) => powerCut(story.checked('m0', 'update', '2.0.0')),
    (story) => powerCut(story.install('m0', '2.0.0')),
  ],
]

const CONFIGURED = { kind: 'machine.configured', machine: 'm0', strategy: 'reboot', window: null } as const

describe('goals of updates', () => {
  test.each(CASES)('%s', (id, happens, not) => {
    expect(met(happens(offered()), id)).toBe(true)
    expect(met(not(offered()), id)).toBe(false)
  })
})
