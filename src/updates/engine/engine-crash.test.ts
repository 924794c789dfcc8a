import { describe, expect, test } from '@jest/globals'
import { type Cut, EngineBench } from './engine-fixture.ts'

const WHENS = ['before', 'half-way', 'after'] as const
const WHATS = ['engine', 'power'] as const

/** Reboots whenever the engine asks for it, until nothing is asked for any more. */
function live(made: EngineBench, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const before = made.rebootsWanted
    made.check(4000)
    if (made.rebootsWanted > before) made.boot()
  }
}

interface Story {
  readonly name: string
  readonly prepare: (made: EngineBench) => void
  readonly ends: string
}

const STORIES: readonly Story[] = [
  { name: 'a first update', prepare: () => {}, ends: '2.0.0' },
  {
    name: 'an update from B into A',
    prepare(made) {
      made.offered = '1.1.0'
      made.boot()
      live(made, 3)
      made.offered = '2.0.0'
    },
    ends: '2.0.0',
  },
  {
    name: 'an update in place of one that is pending',
    prepare(made) {
      made.offered = '1.5.0'
      made.boot()
      made.check(100)
      made.offered = '2.0.0'
    },
    ends: '2.0.0',
  },
  { name: 'a release that does not prove itself', prepare: (made) => made.disk.neverGood.add('2.0.0'), ends: '1.0.0' },
  {
    name: 'a download in pieces, and a disk that is full once',
    prepare(made) {
      made.disk.fetches.push({ bytes: 3, code: 9 }, { bytes: 2, code: 2503 })
      let times = 1
      made.disk.full = ({ kind }) => kind === 'unpack' && times-- > 0
    },
    ends: '2.0.0',
  },
]

function told({ name, prepare }: Story, cut: Cut | undefined): EngineBench {
  const made = new EngineBench()
  made.offered = '2.0.0'
  prepare(made)
  made.calls.length = 0
  made.cut = cut
  if (name !== 'an update in place of one that is pending') made.boot()
  live(made, 8)
  made.offered = undefined // or a report of it may be on its way
  made.run(4000)
  return made
}

describe('an engine that is cut short at any call', () => {
  for (const story of STORIES) {
    const calls = told(story, undefined).calls.length
    for (const what of WHATS) {
      for (const when of WHENS) {
        test(`${story.name}: ${what}, ${when}`, () => {
          let cuts = 0
          for (let call = 1; call <= calls; call++) {
            const made = told(story, { call, when, what })
            const where = `${story.name}, cut ${when} call ${call} (${what}): ${made.calls.slice(0, call + 30).join(', ')}`
            const { neverGood, broken } = made.disk
            expect({ where, version: made.version, broken }).toEqual({ where, version: story.ends, broken: [] })
            expect([made.cut, made.crashes]).toEqual([undefined, []])
            expect(made.boots.filter(({ version }) => version === undefined)).toEqual([])
            // Tried once, and remembered.
            const tried = made.boots.filter(({ version }) => version !== undefined && neverGood.has(version))
            expect({ where, tried: tried.length }).toEqual({ where, tried: neverGood.size })
            // What the server hears last is the end of the story, and that it surely hears.
            const last = neverGood.size > 0 ? '3/0/44' : '3/2'
            expect(made.told).toContain(last)
            expect(JSON.parse(made.disk.files.engine!)).toMatchObject({ installed: null, underWay: null, reports: [] })
            cuts++
          }
          expect(cuts).toBeGreaterThan(20)
        })
      }
    }
  }
})
