// For a CI server: a suite for the run, a case for each invariant and each assumption. Undecided and harness fault are
// errors, since neither is a pass, and neither is the subject's failure.

import { XMLBuilder } from 'fast-xml-parser'
import type { InvariantVerdict } from '../../invariants/verdict.ts'
import { describeEvent } from '../event-words.ts'
import { headline } from '../headline.ts'
import { type Offence, offences } from '../offence.ts'
import { printable, printableLine, shortened } from '../printable.ts'
import type { RunResult } from '../result.ts'
import { stepOutcomes } from '../steps.ts'
import { clock } from '../time-words.ts'
import { unitsSummary } from '../units-summary.ts'
import { versionsAtEnd } from '../versions.ts'
import type { Format } from './format.ts'

const LONGEST_LINE = 1000

interface Trouble {
  readonly '@message': string
  readonly '@type': string
  readonly '#text': string
}

interface TestCase {
  readonly '@classname': string
  readonly '@name': string
  readonly '@time': string
  readonly failure?: Trouble
  readonly error?: Trouble
}

export const junitFormat: Format = { id: 'junit', extension: 'xml', render: renderJunit }

function renderJunit(result: RunResult): string {
  const { judgement, schedule, world } = result
  const classname = printableLine(`seatrial.${world}.${schedule.name ?? result.id}`)
  const seconds = (result.duration.wallMs / 1000).toFixed(3)
  const troubles = new Map(offences(result).map((offence) => [offence.id, offence]))
  const named = (name: string): Pick<TestCase, '@classname' | '@name' | '@time'> => ({
    '@classname': classname,
    '@name': printableLine(name),
    '@time': '0.000',
  })
  const cases: readonly TestCase[] = [
    ...judgement.invariants.map((invariant) => ({
      ...named(`${invariant.id}: ${invariant.promise}`),
      ...invariantTrouble(result, invariant, troubles.get(invariant.id)),
    })),
    ...judgement.assumptions.map(({ id, says, broken }) => ({
      ...named(`assumption ${id}: ${says}`),
      ...(broken && { error: trouble(result, 'harness-fault', broken.why, troubles.get(id)) }),
    })),
  ]
  const all = cases.length > 0 ? cases : [{ ...named('run'), ...unjudged(result) }]
  const suite = {
    '@name': classname,
    '@tests': all.length,
    '@failures': all.filter((each) => 'failure' in each).length,
    '@errors': all.filter((each) => 'error' in each).length,
    '@skipped': 0,
    '@time': seconds,
    '@timestamp': printableLine(result.environment.startedAt),
    properties: {
      property: Object.entries(properties(result)).map(([name, value]) => ({
        '@name': name,
        '@value': printableLine(value),
      })),
    },
    testcase: all,
    'system-out': printable(steps(result)),
  }
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites: { testsuite: suite } })
}

function invariantTrouble(
  result: RunResult,
  { verdict }: InvariantVerdict,
  offence: Offence | undefined,
): Partial<TestCase> {
  switch (verdict.kind) {
    case 'holds':
      return {}
    case 'violated':
      return { failure: trouble(result, 'violated', verdict.violation.says, offence) }
    case 'undecided':
      return { error: trouble(result, 'undecided', verdict.why, offence) }
  }
}

/** A run that ended before any promise was judged must not look like a suite without failures. */
const unjudged = (result: RunResult): Partial<TestCase> =>
  result.judgement.verdict === 'holds'
    ? {}
    : { error: trouble(result, result.judgement.verdict, headline(result), undefined) }

function trouble(result: RunResult, type: string, says: string, offence: Offence | undefined): Trouble {
  const lines = (offence?.events ?? [])
    .slice(0, 50)
    .map((event) => `${clock(event.at)}  ${event.id}  ${describeEvent(event)}`)
  const text = [says, '', ...lines, ...(lines.length > 0 ? [''] : []), steps(result), '', `replay: ${result.replay}`]
  return {
    '@message': printableLine(says),
    '@type': type,
    '#text': text.map((line) => shortened(printable(line), LONGEST_LINE)).join('\n'),
  }
}

function steps(result: RunResult): string {
  const lines = stepOutcomes(result)
    .slice(0, 200)
    .map(({ number, words }) => `${number}. ${printableLine(words)}`)
  const more = result.schedule.steps.length - lines.length
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}

const properties = (result: RunResult): Readonly<Record<string, string>> => ({
  verdict: result.judgement.verdict,
  headline: headline(result),
  platform: result.platform,
  seed: String(result.schedule.seed),
  seatrial: result.environment.seatrial,
  node: result.environment.node,
  replay: result.replay,
  ...atEnd(result),
})

function atEnd(result: RunResult): Readonly<Record<string, string>> {
  const versions = versionsAtEnd(result)
  const units = unitsSummary(result.events)
  return { ...(versions === undefined ? {} : { atEnd: versions }), ...(units === undefined ? {} : { units }) }
}
