// The summary that a terminal shows: what happened, what it was judged by, and how to see it again.

import { createColors } from 'picocolors'
import { describeEvent } from '../event-words.ts'
import { headline, VERDICT_SIGNS, VERDICT_WORDS } from '../headline.ts'
import { offences } from '../offence.ts'
import { printableValue, shortened } from '../printable.ts'
import type { RunResult } from '../result.ts'
import { outcomeWords, stepOutcomes } from '../steps.ts'
import { clock, count, spell } from '../time-words.ts'
import { unitPlaces, unitsSummary } from '../units-summary.ts'
import { rolloutEnds, versionsAtEnd } from '../versions.ts'
import type { Format } from './format.ts'
import { commaLines } from './wrapping.ts'

type Colours = ReturnType<typeof createColors>

/** A run that held is shown briefly; one that did not, with all that bears on it. */
const MOST_STEPS = { brief: 8, full: 40 }
const MOST_EVENTS = 20
const LONGEST_WORDS = 300

export const terminalFormat: Format = {
  id: 'terminal',
  extension: 'txt',
  render: (result, { colour }) => renderTerminal(printableValue(result), createColors(colour)),
}

function renderTerminal(result: RunResult, colours: Colours): string {
  const blocks = [
    opening(result, colours),
    broken(result, colours),
    judged(result, colours),
    schedule(result, colours),
    versions(result, colours),
    units(result, colours),
    [`${colours.dim('replay')}  ${result.replay}`],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

function opening(result: RunResult, colours: Colours): readonly string[] {
  const { judgement, schedule, world, platform, duration, origin } = result
  const tint = tintOf(judgement.verdict, colours)
  const sign = `${VERDICT_SIGNS[judgement.verdict]} ${VERDICT_WORDS[judgement.verdict].toUpperCase()}`
  const shrunk = origin?.shrunk
  const what = [
    schedule.name ?? result.id,
    `${world}, ${platform}`,
    count(schedule.topology.machines.length, 'machine'),
    `seed ${schedule.seed}`,
    `${spell(duration.virtualMs)} of cluster time in ${spell(duration.wallMs)}`,
    ...(shrunk ? [`shrunk from ${count(shrunk.fromSteps, 'step')} in ${count(shrunk.runs, 'run')}`] : []),
  ]
  return [`${colours.bold(tint(sign))}  ${colours.bold(headline(result))}`, colours.dim(what.join(' · '))]
}

function broken(result: RunResult, colours: Colours): readonly string[] {
  return offences(result).flatMap((offence) => {
    const shown = offence.events.slice(0, MOST_EVENTS)
    const lines = shown.flatMap((event) =>
      event.kind === 'harness.fault'
        ? [`    ${clock(event.at)}  ${event.what}  ${colours.dim(event.id)}`, ...logLines(event.evidence)]
        : [`    ${clock(event.at)}  ${describeEvent(event)}  ${colours.dim(event.id)}`],
    )
    const more = offence.events.length - shown.length + offence.missing
    const title = `  ${colours.red(VERDICT_SIGNS.violated)} ${colours.bold(offence.id)}  ${offence.promise}`
    // The headline has said it already.
    const says = offence.says === headline(result) ? [] : [`    ${offence.says}`]
    return [title, ...says, ...lines, ...(more > 0 ? [`    and ${count(more, 'more event')}`] : [])]
  })
}

/** The evidence of a harness fault is the end of a log: a line each, and not too wide. */
const logLines = (evidence: string): readonly string[] =>
  evidence.split('␊').map((line) => `      | ${shortened(line, LONGEST_WORDS)}`) // printableValue has made line ends visible

function judged({ judgement, hunt }: RunResult, colours: Colours): readonly string[] {
  const holding = judgement.invariants.filter(({ verdict }) => verdict.kind === 'holds').map(({ id }) => id)
  const sound = judgement.assumptions.filter((assumption) => !assumption.broken).map(({ id }) => id)
  const undecided = judgement.invariants.flatMap(({ id, verdict }) =>
    verdict.kind === 'undecided'
      ? [`  ${colours.yellow(VERDICT_SIGNS.undecided)} undecided ${colours.bold(id)}  ${verdict.why}`]
      : [],
  )
  const wasMet = (id: string, met: boolean): boolean => met || (hunt?.goals[id] ?? 0) > 0
  const met = judgement.goals.filter((goal) => wasMet(goal.id, goal.met)).map((goal) => goal.says)
  // One run cannot meet every goal; a hunt should.
  const unmet = hunt ? judgement.goals.filter((goal) => !wasMet(goal.id, goal.met)).map((goal) => goal.says) : []
  return [
    ...undecided,
    ...commaLines(`  ${colours.green(VERDICT_SIGNS.holds)} holds      `, 15, holding),
    ...commaLines(`  ${colours.green(VERDICT_SIGNS.holds)} sound      `, 15, sound),
    ...commaLines(`  ${colours.green('●')} met        `, 15, met),
    ...commaLines(`  ${colours.dim('○')} not met    `, 15, unmet),
  ]
}

function schedule(result: RunResult, colours: Colours): readonly string[] {
  const outcomes = stepOutcomes(result)
  const most = result.judgement.verdict === 'holds' ? MOST_STEPS.brief : MOST_STEPS.full
  const shown = outcomes.slice(0, most)
  const more = outcomes.length - shown.length
  return [
    ...shown.map(
      (outcome) => `  ${String(outcome.number).padStart(2)}. ${outcome.words}  ${colours.dim(outcomeWords(outcome))}`,
    ),
    ...(more > 0 ? [`      and ${count(more, 'more step')}`] : []),
  ]
}

/** What ran at the end, and how rollouts ended: a line or two, where machines update themselves. */
function versions(result: RunResult, colours: Colours): readonly string[] {
  const atEnd = versionsAtEnd(result)
  if (atEnd === undefined) return []
  const ends = rolloutEnds(result).join('; ')
  return [
    `${colours.dim('at the end:')} ${atEnd}`,
    ...(ends === '' ? [] : [`${colours.dim('rollouts:')} ${shortened(ends, LONGEST_WORDS)}`]),
  ]
}

/** How many units run at the end of those that are to run, and where: two lines. */
function units({ events }: RunResult, colours: Colours): readonly string[] {
  const [words, places] = [unitsSummary(events), unitPlaces(events)]
  if (words === undefined) return []
  return [
    `${colours.dim('units:')} ${shortened(words, LONGEST_WORDS)}`,
    ...(places === undefined ? [] : [`${colours.dim('where:')} ${shortened(places, LONGEST_WORDS)}`]),
  ]
}

function tintOf(verdict: RunResult['judgement']['verdict'], colours: Colours): (text: string) => string {
  switch (verdict) {
    case 'holds':
      return colours.green
    case 'violated':
      return colours.red
    case 'undecided':
      return colours.yellow
    case 'harness-fault':
      return colours.magenta
  }
}
