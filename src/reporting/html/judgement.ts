// The judgement as tables: promises, goals, assumptions with the evidence for each fault.

import type { VNode } from 'preact'
import type { InvariantVerdict } from '../../invariants/verdict.ts'
import { shortened } from '../printable.ts'
import type { RunResult } from '../result.ts'
import type { StepOutcome } from '../steps.ts'
import { clock, count } from '../time-words.ts'
import { type Child, el } from './element.ts'

/** The signs tell the verdicts apart where colours do not. */
const SIGNS = { holds: '✔', violated: '✘', undecided: '?' } as const
const MOST_FAULTS = 300
const LONGEST_EVIDENCE = 400

export const word = (kind: string, text: string): VNode => el('span', { class: `word ${kind}` }, text)

/** @param tight the columns that are as narrow as their words */
export function table(
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  tight: readonly number[] = [0],
): VNode {
  return el(
    'table',
    {},
    heads.some((head) => head !== '')
      ? el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head))))
      : null,
    el(
      'tbody',
      {},
      ...rows.map((cells) =>
        el(
          'tr',
          {},
          ...cells.map((cell, index) => el('td', { class: tight.includes(index) ? 'tight' : undefined }, cell)),
        ),
      ),
    ),
  )
}

export function verdictSection({ judgement }: RunResult): VNode {
  const of = (kind: InvariantVerdict['verdict']['kind']) =>
    judgement.invariants.filter(({ verdict }) => verdict.kind === kind).map(verdictRow)
  const broken = judgement.assumptions.filter((assumption) => assumption.broken)
  const told = [
    ...broken.map(({ id, says, broken: how }) => [word('broken', '! broken'), promise(says, id, how?.why)]),
    ...of('violated'),
    ...of('undecided'),
  ]
  const held = of('holds')
  return el(
    'section',
    {},
    el('h2', {}, 'Promises'),
    broken.length > 0
      ? el('p', {}, 'An assumption of the trial is broken, so no verdict below counts for or against the cluster.')
      : null,
    told.length + held.length === 0 ? el('p', { class: 'muted' }, 'Nothing was judged.') : null,
    told.length === 0 ? null : el('div', { class: 'panel' }, table(HEADS, told)),
    held.length === 0
      ? null
      : el(
          'details',
          { class: 'panel' },
          el('summary', {}, word('holds', `${SIGNS.holds} ${count(held.length, 'promise holds', 'promises hold')}`)),
          table(HEADS, held),
        ),
  )
}

const HEADS = ['verdict', 'promise']

const verdictRow = (invariant: InvariantVerdict): readonly Child[] => [
  word(invariant.verdict.kind, `${SIGNS[invariant.verdict.kind]} ${invariant.verdict.kind}`),
  promise(invariant.promise, `${invariant.id} · ${invariant.nature}`, detailOf(invariant)),
]

const promise = (says: string, id: string, detail: string | undefined): VNode =>
  el(
    'div',
    {},
    says,
    ' ',
    el('span', { class: 'muted mono' }, id),
    detail === undefined ? null : el('div', {}, el('strong', {}, detail)),
  )

function detailOf({ verdict }: InvariantVerdict): string | undefined {
  switch (verdict.kind) {
    case 'holds':
      return undefined
    case 'violated':
      return verdict.violation.says
    case 'undecided':
      return verdict.why
  }
}

export function goalsSection({ judgement, hunt, events }: RunResult): VNode | null {
  if (judgement.goals.length === 0) return null
  const places = new Map(events.map((event, index) => [event.id, index]))
  const rows = judgement.goals.map(({ id, says, met, event }) => {
    const place = event === undefined ? undefined : places.get(event)
    const at = place === undefined ? undefined : events[place]
    const link = at ? el('a', { href: `#e${place}`, 'data-e': place }, clock(at.at)) : ''
    const inHunt = hunt ? [String(hunt.goals[id] ?? 0)] : []
    return [met ? word('met', '● met') : word('unmet', '○ not met'), says, link, ...inHunt]
  })
  return el(
    'section',
    {},
    el('h2', {}, 'Goals'),
    el(
      'div',
      { class: 'panel' },
      table(['this run', 'situation', 'first at', ...(hunt ? ['runs of the hunt'] : [])], rows, [0, 2, 3]),
    ),
  )
}

export function assumptionsSection({ judgement }: RunResult, steps: readonly StepOutcome[]): VNode | null {
  const faults = steps.filter((step) => step.fault && step.applied)
  const rows = judgement.assumptions.map(({ says, broken }) => [
    broken ? word('broken', '! broken') : word('holds', '✔ sound'),
    el('div', {}, says, broken ? el('div', {}, el('strong', {}, broken.why)) : null),
  ])
  const evidence = faults
    .slice(0, MOST_FAULTS)
    .map(({ number, deed, witnessed }) => [
      `${number}.`,
      deed,
      testimony(witnessed.filter(({ what }) => what === 'begin')),
      testimony(witnessed.filter(({ what }) => what === 'end')),
    ])
  if (rows.length + evidence.length === 0) return null
  return el(
    'section',
    {},
    el('h2', {}, 'Assumptions and evidence'),
    rows.length === 0 ? null : el('div', { class: 'panel' }, table(['state', 'assumption'], rows)),
    evidence.length === 0 ? null : el('h3', {}, 'Faults, as they were seen'),
    evidence.length === 0
      ? null
      : el('div', { class: 'panel' }, table(['step', 'fault', 'seen to act', 'seen to end'], evidence)),
    faults.length > MOST_FAULTS
      ? el('p', { class: 'muted' }, `and ${count(faults.length - MOST_FAULTS, 'more fault')}`)
      : null,
  )
}

const testimony = (seen: StepOutcome['witnessed']): Child =>
  seen.length === 0
    ? word('unmet', 'no word of it')
    : el(
        'div',
        {},
        ...seen.map(({ at, verdict, evidence }) =>
          el('div', {}, word(verdict, verdict), ` ${clock(at)} ${shortened(evidence, LONGEST_EVIDENCE)}`),
        ),
      )
