// The first line of every report: what happened, in plain words.

import type { RunResult } from './result.ts'
import { stepOutcomes } from './steps.ts'
import { count, spell, thousands } from './time-words.ts'

export const VERDICT_WORDS: Readonly<Record<RunResult['judgement']['verdict'], string>> = {
  holds: 'holds',
  violated: 'violated',
  undecided: 'undecided',
  'harness-fault': 'harness fault',
}

/** They tell verdicts apart where colours do not. */
export const VERDICT_SIGNS: typeof VERDICT_WORDS = { holds: '✔', violated: '✘', undecided: '?', 'harness-fault': '!' }

export function headline(result: RunResult): string {
  switch (result.judgement.verdict) {
    case 'violated':
      return violated(result)
    case 'harness-fault':
      return harnessFault(result)
    case 'undecided':
      return undecided(result)
    case 'holds':
      return result.hunt === undefined ? held(result) : hunted(result, result.hunt)
  }
}

function violated({ judgement }: RunResult): string {
  for (const { verdict } of judgement.invariants) if (verdict.kind === 'violated') return verdict.violation.says
  return 'A promise broke, but the judgement does not say which.'
}

function harnessFault({ judgement }: RunResult): string {
  const broken = judgement.assumptions.find((assumption) => assumption.broken)?.broken
  const why = broken === undefined ? 'no assumption is named' : unstopped(broken.why)
  return `The trial itself failed and says nothing about the cluster: ${why}.`
}

function undecided({ judgement }: RunResult): string {
  for (const { verdict, promise } of judgement.invariants) {
    if (verdict.kind === 'undecided')
      return `No grounds to say whether “${unstopped(promise)}”: ${unstopped(verdict.why)}.`
  }
  return 'The run ended before there were grounds to say anything.'
}

function held(result: RunResult): string {
  const { machines, most } = reboots(result)
  const faults = stepOutcomes(result).filter((step) => step.fault && step.applied).length
  const what =
    machines === 0 ? 'no machine rebooted' : `${count(machines, 'machine')} rebooted${inTurn(machines, most)}`
  return `Every promise held: ${what}${faults === 0 ? '' : `${most > 1 ? ',' : ''} through ${count(faults, 'fault')}`}.`
}

function hunted(result: RunResult, hunt: NonNullable<RunResult['hunt']>): string {
  const goals = result.judgement.goals.map((goal) => goal.id)
  const ids = [...new Set([...goals, ...Object.keys(hunt.goals)])]
  const met = ids.filter((id) => (hunt.goals[id] ?? 0) > 0).length
  const undecided = hunt.undecided === 0 ? '' : `, ${thousands(hunt.undecided)} of them undecided`
  const reached = ids.length === 0 ? '' : `; ${met} of ${count(ids.length, 'goal')} met`
  return `Held in ${count(hunt.runs, 'schedule')}${undecided}: ${spell(hunt.virtualMs)} of cluster time in ${spell(hunt.ms)}${reached}.`
}

/** How many machines rebooted of their own will, and how many were at it at once, at most. */
function reboots({ events }: RunResult): { readonly machines: number; readonly most: number } {
  const ever = new Set<string>()
  const now = new Set<string>()
  let most = 0
  for (const event of events) {
    if (event.kind === 'reboot.started') {
      ever.add(event.machine)
      now.add(event.machine)
      most = Math.max(most, now.size)
    } else if (event.kind === 'boot.good') now.delete(event.machine)
  }
  return { machines: ever.size, most }
}

const inTurn = (machines: number, most: number): string =>
  machines === 1 ? '' : most === 1 ? ' in turn' : `, at most ${most} at once`

const unstopped = (sentence: string): string => sentence.replace(/[.\s]+$/, '')
