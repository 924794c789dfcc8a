// The units: a lane for each, and a table of where each is at the end and why.

import type { VNode } from 'preact'
import type { Event } from '../../history/event.ts'
import type { Offence } from '../offence.ts'
import { shortened } from '../printable.ts'
import { clock, count } from '../time-words.ts'
import { type UnitLife, unitLives } from '../unit-lives.ts'
import { gapsOf } from '../unit-gaps.ts'
import { decisionsOf, type Said } from '../unit-reasons.ts'
import { registriesOf, type UnitAtEnd, unitAtEnd } from '../units-at-end.ts'
import type { Diagram } from './diagram.ts'
import { drawDiagram } from './diagram-drawing.ts'
import { type Child, el } from './element.ts'
import { table } from './judgement.ts'
import { unitTints } from './unit-tints.ts'
import { layoutUnits } from './units-layout.ts'

const MOST_LANES = 40
const MOST_ROWS = 120
const LONGEST_NAME = 80
const UNBROKEN_NAME = 36
const LONGEST_WHY = 400

/** @param above the diagram of the machines */
export function unitsSection(
  events: readonly Event[],
  end: number,
  offence: Offence | undefined,
  above: Diagram,
): VNode | null {
  const lives = unitLives(events)
  if (lives.size === 0) return null
  const tint = unitTints(lives.keys())
  const ranked = byConcern([...lives.values()], offence, end)
  const drawn = ranked.slice(0, MOST_LANES).toSorted(byName)
  const listed = ranked.slice(0, MOST_ROWS).toSorted(byName)
  const registries = registriesOf(events, new Set(listed.flatMap(decisionsOf)))
  // Names are not broken where they are short; the reasons take the room that is left.
  const tight = listed.every(({ name }) => name.length <= UNBROKEN_NAME) ? [0, 1, 3, 4] : [1, 3, 4]
  const rows = listed.map((life) => row(unitAtEnd(life, registries), tint(life.name)))
  return el(
    'section',
    { id: 'units' },
    el('h2', {}, 'Units'),
    drawDiagram(layoutUnits(above, drawn, tint, end), { id: 'unit-lanes', title: 'units over time', defines: false }),
    more(lives.size - drawn.length, 'drawn'),
    legend(),
    el('h3', {}, 'Where each is at the end, and why'),
    el(
      'div',
      { class: 'panel units' },
      table(['unit', 'target state', 'at the end', 'since', 'shows', 'why'], rows, tight),
    ),
    more(lives.size - listed.length, 'listed'),
  )
}

const more = (left: number, what: string): VNode | null =>
  left === 0
    ? null
    : el(
        'p',
        { class: 'muted' },
        `… and ${count(left, 'more unit')}, not ${what}: those that the violation is about, or that did not run when they were to, come first.`,
      )

const byName = (a: UnitLife, b: UnitLife): number => (a.name < b.name ? -1 : 1)

/** First those that the violation names, then those that do not run and are to, then by how long they did not, then those that moved. */
function byConcern(lives: readonly UnitLife[], offence: Offence | undefined, end: number): readonly UnitLife[] {
  const named = new Set((offence?.events ?? []).flatMap((event) => ('unit' in event ? [event.unit] : [])))
  const keyed = lives.map((life) => {
    const gaps = gapsOf(life, end)
    const waits = gaps.at(-1)?.to === end
    const missed = gaps.reduce((sum, { from, to }) => sum + to - from, 0)
    return { life, key: [named.has(life.name) ? 1 : 0, waits ? 1 : 0, missed, life.words.length] as const }
  })
  return keyed
    .sort(({ key: a, life: x }, { key: b, life: y }) => {
      const at = a.findIndex((value, place) => value !== b[place])
      return at === -1 ? byName(x, y) : (b[at] ?? 0) - (a[at] ?? 0)
    })
    .map(({ life }) => life)
}

function row({ name, targetState, global, where, since, state, why }: UnitAtEnd, tint: string): readonly Child[] {
  return [
    el('span', { class: 'named', title: name }, swatch(tint), el('span', {}, shortened(name, LONGEST_NAME))),
    global ? `${targetState}, global` : targetState,
    where,
    since === undefined ? '' : el('span', { class: 'mono' }, clock(since)),
    state,
    why.length === 0 ? '' : el('ul', { class: 'why' }, ...why.map(reason)),
  ]
}

const swatch = (tint: string): VNode =>
  el(
    'svg',
    { class: 'swatch', width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    el('rect', { class: `b ${tint}`, width: 12, height: 12 }),
  )

function reason({ says, at, index }: Said): VNode {
  const words = shortened(says, LONGEST_WHY)
  if (at === undefined || index === undefined) return el('li', {}, words)
  return el('li', {}, el('a', { href: `#e${index}`, 'data-e': index, class: 'mono' }, clock(at)), ' ', words)
}

function legend(): VNode {
  const bar = (kind: string, words: string): VNode =>
    el(
      'li',
      {},
      el(
        'svg',
        { width: 24, height: 14, viewBox: '0 0 24 14', 'aria-hidden': 'true' },
        el('rect', { class: `b ${kind}`, x: 1, y: 1, width: 22, height: 12 }),
      ),
      words,
    )
  return el(
    'ul',
    { class: 'legend' },
    bar('unit-scheduled', 'scheduled to a machine'),
    bar('unit-copy u0', 'runs there, each unit in its colour'),
    bar('unit-changing', 'on its way up or down'),
    bar('unit-gap', 'is to run, and runs nowhere'),
  )
}
