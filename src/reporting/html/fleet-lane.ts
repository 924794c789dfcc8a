// The lane of the fleet: whose engine leads, and how many units run of those that are to run.

import type { Event, MachineId } from '../../history/event.ts'
import { decodeLeader } from '../../fleet/registry/codecs.ts'
import { LEADER_KEY } from '../../fleet/registry/keys.ts'
import { count } from '../time-words.ts'
import { gapsOf, runningOf } from '../unit-gaps.ts'
import type { UnitLife } from '../unit-lives.ts'
import { boxOf } from './bar.ts'
import { countAreas } from './count-area.ts'
import type { FloatingLane } from './diagram.ts'
import type { LaneContext } from './machine-lane.ts'
import { thinned } from './placement.ts'
import { type Span, Track } from './timeline.ts'

const LEADER = { y: 6, height: 15 }
const COUNTS = { y: LEADER.y + LEADER.height + 8, height: 44 }

export function fleetLane(lives: ReadonlyMap<string, UnitLife>, { events, scale, end }: LaneContext): FloatingLane {
  const leaders = engineLeaders(events, end).map(({ span, leader }) =>
    boxOf(
      span,
      LEADER,
      leader === undefined ? ['no engine leads', 'none'] : [`engine ${leader}`, leader],
      'the fleet:',
      scale,
    ),
  )
  const all = [...lives.values()]
  const layers = [
    {
      kind: 'unit-count',
      noun: 'unit',
      plural: 'units',
      verb: 'runs',
      spans: all.flatMap((life) => runningOf(life, end)),
    },
    {
      kind: 'unit-missing',
      noun: 'unit',
      plural: 'units',
      verb: 'waits',
      spans: all.flatMap((life) => gapsOf(life, end)),
    },
  ]
  const { areas, most } = countAreas(layers, COUNTS, scale)
  return {
    kind: 'fleet',
    id: 'fleet',
    label: 'fleet',
    detail: '',
    height: COUNTS.y + COUNTS.height + 8,
    anchorY: LEADER.y + LEADER.height / 2,
    boxes: thinned(leaders),
    marks: [],
    areas,
    rows: [
      { y: LEADER.y + 11, label: 'engine' },
      { y: COUNTS.y + 9, label: count(most, 'unit') },
      { y: COUNTS.y + COUNTS.height, label: '0' },
    ],
  }
}

/** As the store has it: an engine whose lease is over leads no more, whatever it believes. */
function engineLeaders(
  events: readonly Event[],
  end: number,
): readonly { readonly span: Span; readonly leader: MachineId | undefined }[] {
  const track = new Track<'leader' | 'no-leader'>()
  const leaders = new Map<number, MachineId>()
  events.forEach((event, index) => {
    if ((event.kind !== 'store.put' && event.kind !== 'store.deleted') || event.key !== LEADER_KEY) return
    const leader = event.kind === 'store.put' ? leaderIn(event.value) : undefined
    if (leader === undefined) return track.enter('no-leader', event.at, index, 'no engine leads')
    leaders.set(index, leader)
    track.enter('leader', event.at, index, `the engine of ${leader} leads`)
  })
  track.leave(end)
  return track.spans.map((span) => ({ span, leader: leaders.get(span.index) }))
}

function leaderIn(record: string): MachineId | undefined {
  try {
    return decodeLeader(LEADER_KEY, record).machine
  } catch {
    return undefined // it cannot be read, and so leads nobody
  }
}
