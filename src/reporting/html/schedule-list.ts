// The schedule as a numbered list, each step with what became of it; and the circled events, numbered as in the picture.

import type { VNode } from 'preact'
import { describeEvent } from '../event-words.ts'
import type { Offence } from '../offence.ts'
import { shortened } from '../printable.ts'
import type { StepOutcome } from '../steps.ts'
import { clock, count } from '../time-words.ts'
import { type Child, el } from './element.ts'
import { word } from './judgement.ts'

const MOST_STEPS = 500
const MOST_EVENTS = 60
const LONGEST_WORDS = 400

export function scheduleSection(steps: readonly StepOutcome[], about: string | undefined): VNode {
  const shown = steps.slice(0, MOST_STEPS)
  return el(
    'section',
    {},
    el('h2', {}, 'Schedule'),
    about === undefined ? null : el('p', {}, about),
    shown.length === 0
      ? el('p', { class: 'muted' }, 'No steps.')
      : el(
          'div',
          { class: 'panel' },
          el(
            'ol',
            { class: 'steps' },
            ...shown.map((step) => el('li', {}, step.words, el('div', { class: 'outcome' }, ...became(step)))),
          ),
        ),
    steps.length > shown.length
      ? el('p', { class: 'muted' }, `and ${count(steps.length - shown.length, 'more step')}`)
      : null,
  )
}

/** `applied 00:12.000 · seen: m1 is off · mended 00:15.000 · seen: m1 answers` */
function became({ applied, mended, skipped, witnessed, answered, fault }: StepOutcome): readonly Child[] {
  const parts: Child[][] = []
  if (skipped) parts.push([word('unmet', 'skipped'), ` ${clock(skipped.at)}: ${skipped.why}`])
  if (applied) parts.push([`applied ${clock(applied.at)}`])
  if (answered) parts.push([word(answered.outcome, answered.outcome), ` ${shortened(answered.detail, LONGEST_WORDS)}`])
  for (const { what, verdict, evidence } of witnessed) {
    if (what === 'begin') parts.push([word(verdict, verdict), ` ${shortened(evidence, LONGEST_WORDS)}`])
  }
  if (mended) parts.push([`mended ${clock(mended.at)}`])
  else if (applied && fault) parts.push([word('unmet', 'not mended')])
  for (const { what, verdict, evidence } of witnessed) {
    if (what === 'end') parts.push([word(verdict, verdict), ` ${shortened(evidence, LONGEST_WORDS)}`])
  }
  if (parts.length === 0) parts.push([word('unmet', 'not reached')])
  return parts.flatMap((part, index) => (index === 0 ? part : [' · ', ...part]))
}

export function circledEvents(offence: Offence | undefined): VNode | null {
  if (!offence) return null
  const shown = offence.events.slice(0, MOST_EVENTS)
  const more = offence.events.length - shown.length + offence.missing
  if (shown.length + more === 0) return null
  return el(
    'div',
    {},
    el('h3', {}, 'The events that break it'),
    el(
      'ol',
      { class: 'events' },
      ...shown.map((event, order) => {
        const index = offence.indexes[order] ?? 0
        return el(
          'li',
          {},
          el('a', { href: `#e${index}`, 'data-e': index, class: 'mono' }, clock(event.at)),
          ` ${describeEvent(event)} `,
          el('span', { class: 'muted mono' }, event.id),
        )
      }),
    ),
    more > 0 ? el('p', { class: 'muted' }, `and ${count(more, 'more event')}`) : null,
  )
}
