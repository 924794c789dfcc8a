// `npm test [-- jest arguments]`: unit tests and properties, then the chaos tests where a Docker engine answers.
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

/** One jest process. Whatever way it fails, the tally says so. */
async function runJest(args: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-tally-'))
  try {
    const file = join(folder, 'tally.json')
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    // a flag that takes no list comes last, or the list would swallow the caller's first pattern
    const ours = ['--reporters=default', `--reporters=${join(root, 'scripts/tally-reporter.ts')}`, '--passWithNoTests']
    const { code } = await runChild(process.execPath, [...flags, jest, ...args, ...ours, ...process.argv.slice(2)], {
      cwd: root,
      output: 'shown',
      env: { SEATRIAL_TALLY: file },
    })
    const none: Tally = { passed: 0, failed: 0, skipped: 0 }
    const tally = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tally) : none
    if (code === 0 || tally.failed > 0) return tally
    console.error(`jest ended with code ${code} although no test failed`)
    return { ...tally, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runChaos(): Promise<Tally> {
  const notRun: Tally = { passed: 0, failed: 0, skipped: 0 }
  if (docker === 'off') {
    console.error('chaos tests not run: SEATRIAL_DOCKER=off')
    return notRun
  }
  const engine = await probeEngine()
  if (engine.kind === 'answers') return runJest(['--selectProjects', 'chaos', '--runInBand'])
  console.error(`chaos tests not run: ${engine.why} (npm run docker:setup prepares this machine for them)`)
  return docker === 'required' ? { ...notRun, failed: 1 } : notRun
}

if (!['auto', 'required', 'off'].includes(docker)) {
  console.error(`SEATRIAL_DOCKER is ${docker}; it may be auto, required or off`)
  process.exit(2)
}

const tallies = [await runJest(['--selectProjects', 'unit', 'properties']), await runChaos()]
const sum = (count: keyof Tally): number => tallies.reduce((total, tally) => total + tally[count], 0)
const ranNone = sum('passed') + sum('failed') === 0
if (ranNone) console.error('no test ran: nothing matches these arguments')
const failed = sum('failed') + (ranNone ? 1 : 0)
const skipped = sum('skipped')
console.log(`${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
