// The end of the page: what the run was made of, what the hunt around it saw, and how to see it again.

import type { VNode } from 'preact'
import type { RunResult } from '../result.ts'
import { count, spell, thousands } from '../time-words.ts'
import { el } from './element.ts'
import { table } from './judgement.ts'

const MOST_NAMES = 200

export function environmentSection({ environment, schedule }: RunResult): VNode {
  const rows = [
    ['seatrial', environment.seatrial],
    ['node', environment.node],
    ['started', environment.startedAt],
    ...Object.entries(environment.details).slice(0, MOST_NAMES),
  ]
  const { updates, fleet, ...others } = schedule.tuning
  const times = Object.entries<number>({ ...others, ...updates, ...fleet }).map(([name, value]) =>
    name.endsWith('Ms') ? `${name.slice(0, -2)} ${spell(value)}` : `${name} ${value}`,
  )
  return el(
    'section',
    {},
    el('h2', {}, 'Environment'),
    el('div', { class: 'panel' }, table(['', ''], [...rows, ['tuning', times.join(', ')]])),
  )
}

export function huntSection({ hunt, judgement }: RunResult): VNode | null {
  if (!hunt) return null
  const goalIds = [...new Set([...judgement.goals.map((goal) => goal.id), ...Object.keys(hunt.goals)])]
  const says = new Map(judgement.goals.map((goal) => [goal.id, goal.says]))
  const steps = Object.entries(hunt.steps).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return el(
    'section',
    {},
    el('h2', {}, 'The hunt'),
    el(
      'p',
      {},
      `${count(hunt.runs, 'schedule')} of seed ${hunt.seed} in ${spell(hunt.ms)}, which is ${spell(hunt.virtualMs)} of cluster time. `,
      hunt.violated.length === 0 ? 'No promise was broken' : `Broken: ${hunt.violated.join(', ')}`,
      hunt.undecided === 0 ? '.' : `; ${count(hunt.undecided, 'run')} undecided.`,
    ),
    el('h3', {}, 'Steps applied'),
    el(
      'div',
      { class: 'panel' },
      table(
        ['kind', 'times'],
        steps.slice(0, MOST_NAMES).map(([kind, times]) => [kind, thousands(times)]),
      ),
    ),
    el('h3', {}, 'Goals met'),
    el(
      'div',
      { class: 'panel' },
      table(
        ['runs', 'situation'],
        goalIds.slice(0, MOST_NAMES).map((id) => [thousands(hunt.goals[id] ?? 0), says.get(id) ?? id]),
      ),
    ),
  )
}

export function replaySection({ replay }: RunResult): VNode {
  return el(
    'section',
    {},
    el('h2', {}, 'See it again'),
    el(
      'div',
      { class: 'panel replay' },
      el('pre', { id: 'replay' }, replay),
      el('button', { id: 'copy', type: 'button', hidden: true }, 'copy'),
    ),
  )
}
