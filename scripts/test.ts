// `npm test [-- jest arguments]`: unit tests, then properties, and beside them the chaos tests where a Docker engine answers.
// Those wait for containers most of the time; the properties take the processor that they leave, and are told at the end.
//
// SEATRIAL_DOCKER=required  no engine is a failure (what CI uses)
// SEATRIAL_DOCKER=off       no engine is looked for
//
// The last line is `N passed, N failed`, summed over all runs. A test file that cannot be run counts as failed, and so
// does a run in which no test ran at all.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { probeEngine } from '../src/worlds/docker/engine.ts'
import { runChild } from './run-child.ts'
import type { Tally } from './tally-reporter.ts'

const root = dirname(import.meta.dirname)
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
const docker = process.env['SEATRIAL_DOCKER'] ?? 'auto'
const given = process.argv.slice(2)
/** What was not shown while it came. */
const kept: string[] = []

/** One jest process. Whatever way it fails, the tally says so. @param beside others run meanwhile, and go first */
async function runJest(args: readonly string[], beside: 'alone' | 'beside' = 'alone'): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-tally-'))
  try {
    const file = join(folder, 'tally.json')
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    // a flag that takes no list comes last, or the list would swallow the caller's first pattern
    const ours = ['--reporters=default', `--reporters=${join(root, 'scripts/tally-reporter.ts')}`, '--passWithNoTests']
    const { code, output } = await runChild(process.execPath, [...flags, jest, ...args, ...ours, ...given], {
      cwd: root,
      output: beside === 'alone' ? 'shown' : 'kept',
      env: { SEATRIAL_TALLY: file },
      yielding: beside === 'beside',
    })
    kept.push(output)
    const none: Tally = { passed: 0, failed: 0, skipped: 0 }
    const tally = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tally) : none
    if (code === 0 || tally.failed > 0) return tally
    console.error(`jest ended with code ${code} although no test failed`)
    return { ...tally, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether the chaos tests can be run; says why not, where they cannot. */
async function engineAnswers(): Promise<boolean> {
  if (docker === 'off') {
    console.error('chaos tests not run: SEATRIAL_DOCKER=off')
    return false
  }
  const engine = await probeEngine()
  if (engine.kind === 'answers') return true
  console.error(`chaos tests not run: ${engine.why} (npm run docker:setup prepares this machine for them)`)
  return false
}

/** Every project, and what came of each. */
async function runAll(): Promise<readonly Tally[]> {
  const chaos = await engineAnswers()
  if (!chaos) {
    const missing: Tally = { passed: 0, failed: docker === 'required' ? 1 : 0, skipped: 0 }
    return [await runJest(['--selectProjects', 'unit', 'properties']), missing]
  }
  const unit = await runJest(['--selectProjects', 'unit'])
  const both = await Promise.all([
    runJest(['--selectProjects', 'properties'], 'beside'),
    runJest(['--selectProjects', 'chaos', '--runInBand']),
  ])
  return [unit, ...both]
}

if (!['auto', 'required', 'off'].includes(docker)) {
  console.error(`SEATRIAL_DOCKER is ${docker}; it may be auto, required or off`)
  process.exit(2)
}

const tallies = await runAll()
process.stdout.write(kept.join(''))
const sum = (count: keyof Tally): number => tallies.reduce((total, tally) => total + tally[count], 0)
const ranNone = sum('passed') + sum('failed') === 0
if (ranNone) console.error('no test ran: nothing matches these arguments')
const failed = sum('failed') + (ranNone ? 1 : 0)
const skipped = sum('skipped')
console.log(`${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
