// The units' own diagram, on the time scale of the machines': a lane for each unit, with what it was scheduled to, where
// copies of it ran, and when none did although one was to.

import { gapsOf } from '../unit-gaps.ts'
import type { UnitLife } from '../unit-lives.ts'
import { boxOf } from './bar.ts'
import type { Box, Diagram, FloatingLane } from './diagram.ts'
import { stacked } from './diagram-layout.ts'
import { shortName } from './lane-name.ts'
import { thinned } from './placement.ts'
import type { TimeScale } from './time-scale.ts'
import { unitRows } from './unit-rows.ts'

const TOP = 4
const SCHEDULED = { y: TOP, height: 14 }
const GAP = { height: 14 }
const MOST_ROWS = 3
const LANE_GAP = 6
const AXIS = 30
const LONGEST_NAME = 200

/** @param above the diagram of the machines, of the same history */
export function layoutUnits(
  above: Diagram,
  lives: readonly UnitLife[],
  unitTint: (unit: string) => string,
  end: number,
): Diagram {
  const { top } = above
  const lanes = stacked(
    top,
    lives.map((life) => unitLane(life, unitTint(life.name), above.scale, end)),
  )
  const last = lanes.at(-1)
  const axisY = last ? last.y + last.height + LANE_GAP : top
  return { ...above, lanes, axisY, height: axisY + AXIS, circles: [], tints: [], leftOut: [] }
}

function unitLane(life: UnitLife, tint: string, scale: TimeScale, end: number): FloatingLane {
  const { name, copies, changing, scheduled } = life
  const plans = scheduled.map(({ machine, from, to = end, index }) =>
    boxOf(
      { kind: 'unit-scheduled', from, to, index, says: `is scheduled to ${machine}` },
      SCHEDULED,
      [machine],
      name,
      scale,
    ),
  )
  const firstRow = scheduled.length > 0 ? SCHEDULED.y + SCHEDULED.height + 2 : TOP
  const rows = unitRows(
    {
      copies,
      changing: changing.map((span) => ({ ...span, unit: name })),
      belongs: ({ machine }) => machine,
      tint: () => tint,
      noun: 'copy',
      plural: 'copies',
      mostRows: MOST_ROWS,
    },
    firstRow,
    scale,
    end,
  )
  const bottom = firstRow + Math.max(rows.height, GAP.height + 2)
  return {
    kind: 'unit',
    id: name,
    label: laneLabel(name),
    detail: '',
    height: bottom + 2,
    anchorY: firstRow + GAP.height / 2,
    boxes: [...thinned(plans), ...thinned(gaps(life, firstRow, scale, end)), ...rows.boxes],
    marks: [],
    areas: rows.areas,
    rows: [],
  }
}

/** Whole, for as long as it may be read: the drawing cuts it where it must. */
const laneLabel = (name: string): string =>
  name.length > LONGEST_NAME ? shortName(name) : name.replace(/\.service$/, '')

/** A gap begins where the last copy ends, or where the unit is to run first. */
function gaps(life: UnitLife, y: number, scale: TimeScale, end: number): readonly Box[] {
  const begun = new Map(life.wanted.map(({ from, index }) => [from, index]))
  const ended = new Map(life.copies.map(({ to, index }) => [to, index]))
  return gapsOf(life, end).map(({ from, to }) => {
    const index = ended.get(from) ?? begun.get(from) ?? 0
    const span = { kind: 'unit-gap', from, to, index, says: 'is to run, and runs nowhere' }
    return boxOf(span, { y, ...GAP }, ['no copy'], life.name, scale)
  })
}
