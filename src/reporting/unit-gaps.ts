// When a unit was to run and did not.

import type { Lasting, UnitLife } from './unit-lives.ts'

export interface Stretch {
  readonly from: number
  readonly to: number
}

/** When at least one copy ran: stretches that do not touch, in order. `end`: of the history. */
export const runningOf = ({ copies }: UnitLife, end: number): readonly Stretch[] => joined(copies, end)

/** When its target state was launched and no copy of it ran. */
export function gapsOf(life: UnitLife, end: number): readonly Stretch[] {
  const running = runningOf(life, end)
  let first = 0
  return joined(life.wanted, end).flatMap((wanted) => {
    while ((running[first]?.to ?? end) <= wanted.from && first < running.length) first++
    return without(wanted, running, first)
  })
}

function joined(spans: readonly Lasting[], end: number): readonly Stretch[] {
  const ordered = spans.map(({ from, to = end }) => ({ from, to })).sort((a, b) => a.from - b.from)
  const stretches: { from: number; to: number }[] = []
  for (const span of ordered) {
    const last = stretches.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else stretches.push({ ...span })
  }
  return stretches
}

/** What is left of a span. `holes`: in order, of which those before `first` are over. */
function without({ from, to }: Stretch, holes: readonly Stretch[], first: number): readonly Stretch[] {
  const left: Stretch[] = []
  let at = from
  for (let next = first; next < holes.length; next++) {
    const hole = holes[next] as Stretch
    if (hole.from >= to) break
    if (hole.from > at) left.push({ from: at, to: hole.from })
    at = Math.max(at, hole.to)
  }
  return at < to ? [...left, { from: at, to }] : left
}
