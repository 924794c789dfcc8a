// Writes docs/TRACK-RECORD.md: after how many schedules and how long a hunt finds each planted bug, and how small it makes
// what it found. The figures are those of the machine that it runs on; it takes some minutes.
//
//   npm run track-record
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { huntToTheEnd } from '../properties/hunts.ts'
import { planted } from '../properties/planted/index.ts'
import type { Planted } from '../properties/planted/planted.ts'

const SEEDS = [1, 2, 3]

interface Find {
  readonly runs: number
  /** Until the find; then until it was small. */
  readonly seconds: number
  readonly shrunkIn: number
  readonly steps: number
}

/** Undefined: not found within the schedules that the tests give it. */
function find({ platform, caughtBy, pace, updates, fleet = 'never', withinRuns }: Planted, seed: number) {
  const found = huntToTheEnd({ platform, pace, updates, fleet, seed, maxRuns: withinRuns, invariant: caughtBy })
  if (found.kind !== 'found') return undefined
  const { run, tally, shrink, minimal } = found
  return { runs: run, seconds: tally.ms / 1000, shrunkIn: shrink.ms / 1000, steps: minimal.schedule.steps.length }
}

const cells = (finds: readonly (Find | undefined)[], show: (found: Find) => string): string =>
  finds.map((found) => (found ? show(found) : 'not found')).join(', ')

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)))

const rows: string[] = []
let times: readonly number[] = []
let missed = 0
for (const bug of planted) {
  const finds = SEEDS.map((seed) => find(bug, seed))
  times = [...times, ...finds.flatMap((found) => (found ? [found.seconds] : []))]
  missed += finds.filter((found) => !found).length
  rows.push(
    `| ${bug.platform.name} | ${bug.caughtBy} | ${bug.seenIn} | ${cells(finds, ({ runs }) => String(runs))} | ` +
      `${cells(finds, (found) => seconds(found.seconds))} | ${cells(finds, (found) => seconds(found.shrunkIn))} | ` +
      `${cells(finds, ({ steps }) => String(steps))} |`,
  )
  console.error(rows.at(-1))
}

const within = (limit: number): string => `${times.filter((time) => time <= limit).length} within ${limit} s`
const text = `# Track record

Each planted bug (\`properties/planted\`) is hunted from the seeds ${SEEDS.join(', ')}, as its test does, on one core. In each
cell: the three seeds. Of ${times.length + missed} hunts ${times.length} found their bug, ${within(1)}, ${within(10)},
${within(60)}. Written by \`npm run track-record\` on Node ${process.version}.

| planted bug | caught by | seen in | found in schedule | after seconds | made small in seconds | steps then |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
const file = join(import.meta.dirname, '..', 'docs', 'TRACK-RECORD.md')
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
