// For a CI job's summary or a comment on a pull request: what broke, by which promise, through which steps, and the one
// command that shows it again. What held is a number.

import { describeEvent } from '../event-words.ts'
import { headline, VERDICT_SIGNS, VERDICT_WORDS } from '../headline.ts'
import { type Offence, offences } from '../offence.ts'
import type { RunResult } from '../result.ts'
import { outcomeWords, stepOutcomes } from '../steps.ts'
import { clock, count, spell } from '../time-words.ts'
import { unitPlaces, unitsSummary } from '../units-summary.ts'
import { versionsAtEnd } from '../versions.ts'
import type { Format } from './format.ts'
import { code, fenced, plain, tableOf } from './markdown-text.ts'

/** A comment may have 65,536 characters. */
const MOST_STEPS = { brief: 8, full: 40 }
const MOST_EVENTS = 20
const MOST_OFFENCES = 10

export const markdownFormat: Format = { id: 'markdown', extension: 'md', render: renderMarkdown }

function renderMarkdown(result: RunResult): string {
  const broken = offences(result)
  const blocks: readonly (readonly string[])[] = [
    opening(result),
    verdicts(result),
    schedule(result),
    ...broken.slice(0, MOST_OFFENCES).map(events),
    broken.length > MOST_OFFENCES ? [`and ${count(broken.length - MOST_OFFENCES, 'more broken promise')}`] : [],
    atEnd(result),
    ['### See it again', '', fenced(result.replay)],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

function opening(result: RunResult): readonly string[] {
  const { judgement, schedule: played, id, world, platform, duration, origin } = result
  const verdict = `${VERDICT_SIGNS[judgement.verdict]} ${VERDICT_WORDS[judgement.verdict]}`
  const shrunk = origin?.shrunk
  const what = [
    code(played.name ?? id),
    plain(`${world}, ${platform}`),
    count(played.topology.machines.length, 'machine'),
    `seed ${played.seed}`,
    `${spell(duration.virtualMs)} of cluster time in ${spell(duration.wallMs)}`,
    ...(shrunk ? [`shrunk from ${count(shrunk.fromSteps, 'step')} in ${count(shrunk.runs, 'run')}`] : []),
  ]
  return [`## ${verdict}: ${plain(headline(result))}`, '', what.join(' · ')]
}

/** A row for every promise that does not simply hold. */
function verdicts({ judgement }: RunResult): readonly string[] {
  const broken = judgement.assumptions.flatMap(({ id, says, broken: how }) =>
    how ? [[`${VERDICT_SIGNS['harness-fault']} broken`, `${plain(says)} ${code(id)}`, plain(how.why)]] : [],
  )
  const rows = judgement.invariants.flatMap(({ id, promise, verdict }) => {
    if (verdict.kind === 'holds') return []
    const how = verdict.kind === 'violated' ? verdict.violation.says : verdict.why
    return [[`${VERDICT_SIGNS[verdict.kind]} ${verdict.kind}`, `${plain(promise)} ${code(id)}`, plain(how)]]
  })
  // What broke comes before what nobody can say of.
  const shown = [
    ...broken,
    ...rows.toSorted(([a = ''], [b = '']) => (a.endsWith('violated') ? 0 : 1) - (b.endsWith('violated') ? 0 : 1)),
  ]
  const holding = judgement.invariants.length - rows.length
  const held = `${count(holding, 'promise')} ${holding === 1 ? 'holds' : 'hold'}.`
  if (shown.length === 0) return [judgement.invariants.length === 0 ? 'Nothing was judged.' : held]
  return [...tableOf(['verdict', 'promise', 'what was seen'], shown), '', held]
}

function schedule(result: RunResult): readonly string[] {
  const steps = stepOutcomes(result)
  if (steps.length === 0) return []
  const shown = steps.slice(0, result.judgement.verdict === 'holds' ? MOST_STEPS.brief : MOST_STEPS.full)
  const more = steps.length - shown.length
  return [
    '### Schedule',
    '',
    ...shown.map((step) => `${step.number}. ${plain(step.words)}<br>${plain(outcomeWords(step))}`),
    ...(more > 0 ? ['', `and ${count(more, 'more step')}`] : []),
  ]
}

function events({ id, events: all, missing }: Offence): readonly string[] {
  const shown = all.slice(0, MOST_EVENTS)
  const more = all.length - shown.length + missing
  if (shown.length + more === 0) return []
  return [
    `### The events that break ${code(id)}`,
    '',
    ...shown.map((event, place) => `${place + 1}. ${clock(event.at)} ${plain(describeEvent(event))} ${code(event.id)}`),
    ...(more > 0 ? ['', `and ${count(more, 'more event')}`] : []),
  ]
}

function atEnd(result: RunResult): readonly string[] {
  const all = [
    ['versions', versionsAtEnd(result)],
    ['units', unitsSummary(result.events)],
    ['where', unitPlaces(result.events)],
  ] as const
  const lines = all.flatMap(([name, words]) => (words === undefined ? [] : [`- ${name}: ${plain(words, 600)}`]))
  return lines.length === 0 ? [] : ['### At the end', '', ...lines]
}
