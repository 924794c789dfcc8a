// The report as one page: a headline, what the run was, the judgement, the schedule, the picture, the history, and how to
// see it again.

import type { VNode } from 'preact'
import { headline, VERDICT_WORDS } from '../headline.ts'
import { offences } from '../offence.ts'
import { stepOutcomes } from '../steps.ts'
import type { RunResult } from '../result.ts'
import { count, spell } from '../time-words.ts'
import { unitLives } from '../unit-lives.ts'
import { unitsSummary } from '../units-summary.ts'
import { versionsAtEnd } from '../versions.ts'
import { drawDiagram } from './diagram-drawing.ts'
import { layoutDiagram } from './diagram-layout.ts'
import { el, raw } from './element.ts'
import { historyData, historySection } from './history.ts'
import { instantData } from './instant-data.ts'
import { assumptionsSection, goalsSection, verdictSection } from './judgement.ts'
import { environmentSection, huntSection, replaySection } from './particulars.ts'
import { semaphoreSection } from './semaphore-table.ts'
import { circledEvents, scheduleSection } from './schedule-list.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { legend } from './symbols.ts'
import { endOf } from './timeline.ts'
import { unitTints } from './unit-tints.ts'
import { unitsSection } from './units-section.ts'

/** A fact of so many characters is given two columns. */
const WIDE = 40
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

export function page(result: RunResult): VNode {
  const diagram = layoutDiagram(result)
  const broken = offences(result)
  const steps = stepOutcomes(result)
  const first = broken[0]
  const view = {
    events: result.events,
    offending: new Set(first?.indexes ?? []),
    focus: first?.indexes[0],
    scale: diagram.scale,
    instants: (range: readonly [number, number]) =>
      instantData(result.events, result.schedule.topology, unitTints(unitLives(result.events).keys()), range),
  }
  const named = result.schedule.name ?? result.id
  return el(
    'html',
    { lang: 'en' },
    el(
      'head',
      {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      el('meta', { name: 'color-scheme', content: 'light dark' }),
      el('title', {}, `${VERDICT_WORDS[result.judgement.verdict]}: ${named}`),
      raw('style', {}, STYLE),
    ),
    el(
      'body',
      {},
      el(
        'main',
        {},
        opening(result),
        facts(result),
        verdictSection(result),
        scheduleSection(steps, aboutSchedule(result)),
        el(
          'section',
          {},
          el('h2', {}, 'What happened'),
          drawDiagram(diagram, { id: 'diagram', title: 'space-time diagram', defines: true }),
          diagram.leftOut.length === 0
            ? null
            : el(
                'p',
                { class: 'muted' },
                `Not drawn: ${count(diagram.leftOut.length, 'machine')}; those that the violation, a step or a failed update is about come first.`,
              ),
          legend(
            diagram.tints,
            diagram.lanes.some(({ kind }) => kind === 'fleet'),
          ),
          circledEvents(first),
        ),
        unitsSection(result.events, endOf(result), first, diagram),
        semaphoreSection(result.events, first?.at),
        goalsSection(result),
        assumptionsSection(result, steps),
        historySection(view),
        environmentSection(result),
        huntSection(result),
        replaySection(result),
      ),
      el(
        'aside',
        { class: 'bar', id: 'bar', hidden: true, 'aria-live': 'polite' },
        el('div', { id: 'bar-words' }),
        el('input', { id: 'slider', type: 'range', 'aria-label': 'the instant that is shown' }),
        el('div', { id: 'state' }),
        el('pre', { id: 'bar-raw' }),
      ),
      historyData(view),
      raw('script', {}, SCRIPT),
    ),
  )
}

function opening(result: RunResult): VNode {
  const { verdict } = result.judgement
  return el(
    'header',
    {},
    el(
      'div',
      {},
      el('span', { class: `badge ${verdict}` }, VERDICT_WORDS[verdict]),
      el('h1', {}, headline(result)),
      el(
        'div',
        { class: 'muted' },
        result.schedule.name ?? '',
        result.schedule.name ? ' · ' : '',
        el('span', { class: 'mono' }, result.id),
      ),
    ),
    el('button', { id: 'theme', type: 'button', hidden: true, title: 'light or dark' }, 'light / dark'),
  )
}

function facts(result: RunResult): VNode {
  const { world, platform, schedule, duration, origin, environment, events } = result
  const { machines } = schedule.topology
  const shrunk = origin?.shrunk
  const atEnd = versionsAtEnd(result)
  const units = unitsSummary(events)
  const all: readonly (readonly [string, string])[] = [
    ['world', world === 'sim' ? 'simulation' : 'containers (Docker)'],
    ['platform', platform],
    [
      'cluster',
      `${count(machines.length, 'machine')}, ${machines.filter((machine) => machine.roles.includes('etcd')).length} with etcd`,
    ],
    ['seed', String(schedule.seed)],
    ['cluster time', spell(duration.virtualMs)],
    ['wall time', spell(duration.wallMs)],
    ['history', count(events.length, 'event')],
    ['started', environment.startedAt],
    ...(atEnd === undefined ? [] : [['at the end', atEnd] as const]),
    ...(units === undefined ? [] : [['units', units] as const]),
    ...(origin ? [['found by', `run ${origin.run} of seed ${origin.seed}`] as const] : []),
    ...(shrunk
      ? [
          [
            'shrunk',
            `from ${count(shrunk.fromSteps, 'step')} in ${count(shrunk.runs, 'run')}, ${spell(shrunk.ms)}`,
          ] as const,
        ]
      : []),
  ]
  return el(
    'dl',
    { class: 'facts' },
    ...all.map(([name, value]) =>
      el('div', { class: value.length > WIDE ? 'wide' : undefined }, el('dt', {}, name), el('dd', {}, value)),
    ),
  )
}

/** A hunt that held shows one of its runs, and says which. */
const aboutSchedule = ({ schedule, hunt, judgement }: RunResult): string | undefined =>
  hunt && judgement.verdict === 'holds'
    ? 'One of the schedules of the hunt: the run that met the most goals. All others held too.'
    : schedule.about
