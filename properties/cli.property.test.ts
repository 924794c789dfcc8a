// The command line, typed rightly and wrongly: exit codes classify, and what is wrong is said in one line.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const scenario = (name: string) => fileURLToPath(new URL(`../scenarios/talk/${name}.json`, import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function seatrial(...args: readonly string[]) {
  const environment = { ...process.env, NODE_OPTIONS: '', DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  })
  return { status, stdout, stderr, lines: stderr.trimEnd().split('\n') }
}

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('the command line', () => {
  test('runs a schedule, keeps the run, and shows, judges and replays it again', () => {
    const ran = seatrial('run', scenario('tripledouble-greedy'), '--out', 'greedy')
    expect(ran.status).toBe(1)
    expect(ran.stdout).toContain('Voluntary reboots left 1 of 3 etcd members')
    expect(readFileSync(join(folder, 'greedy', 'report.html'), 'utf8')).toContain('<!doctype html>')

    expect(seatrial('judge', 'greedy').status).toBe(1)
    expect(JSON.parse(seatrial('judge', 'greedy', '--json').stdout)).toMatchObject({ verdict: 'violated' })
    expect(seatrial('report', 'greedy', '--format', 'junit').stdout).toContain('<testsuite')
    const replayed = seatrial('replay', 'greedy', '--out', 'again')
    expect(replayed.status).toBe(1)
    expect(replayed.stdout).toContain('the same verdict as before (violated etcd-quorum), the same history to the byte')
    // The schedule alone is enough.
    expect(seatrial('replay', join('greedy', 'schedule.json'), '--out', 'alone').status).toBe(1)
  })

  test('hunts, and prints nothing but the result with --json', () => {
    const held = seatrial('hunt', '--seed', '1', '--runs', '50', '--json', '--out', 'hunt')
    expect(held.status).toBe(0)
    expect(JSON.parse(held.stdout)).toMatchObject({ seatrial: 'result', hunt: { seed: 1, runs: 50 } })
    expect(held.stderr).toBe('')
  })

  test('shows what a run that was killed had, and says that it is not whole', () => {
    const whole = join(folder, 'greedy', 'history.jsonl')
    mkdirSync(join(folder, 'killed'))
    writeFileSync(join(folder, 'killed', 'history.jsonl'), readFileSync(whole, 'utf8').slice(0, 2_000))
    expect(seatrial('report', 'killed').stdout).toContain('tripledouble-greedy')
    expect(seatrial('judge', 'killed').status).toBe(2)
  })

  test('carries no colours where nobody watches', () => {
    expect(seatrial('run', scenario('duo'), '--out', 'plain').stdout).not.toContain('\u001b')
  })

  test.each([['--version'], ['run', '--version'], ['--help'], ['hunt', '--help'], ['doctor', '--help']])(
    '%s %s ends well',
    (...args) => expect(seatrial(...args.filter((arg) => arg !== undefined)).status).toBe(0),
  )

  const good = JSON.parse(readFileSync(scenario('tripledouble'), 'utf8')) as { readonly steps: readonly object[] }
  const unknownMachine = { ...good, steps: [{ when: { at: 0 }, do: 'unlock', machine: 'm9' }] }

  test.each<[string, () => readonly string[], RegExp]>([
    ['a missing schedule', () => ['run', 'nope.json'], /^seatrial: nope\.json: there is no such file$/],
    ['a truncated one', () => ['run', file('cut.json', JSON.stringify(good).slice(0, -9))], /cut\.json: not JSON/],
    [
      'a foreign one',
      () => ['run', file('foreign.json', '{"a":1}')],
      /foreign\.json: has no field "seatrial", expected/,
    ],
    [
      'a newer one',
      () => ['run', file('newer.json', JSON.stringify({ ...good, version: 9 }))],
      /newer\.json: version: is 9, expected 1/,
    ],
    [
      'a step on an unknown machine',
      () => ['run', file('who.json', JSON.stringify(unknownMachine))],
      /who\.json: steps\[0\]: names an unknown machine "m9", expected one of m0, m1, m2$/,
    ],
    [
      'a truncated history',
      () => [
        'judge',
        file('cut.jsonl', '{"seatrial":"history","version":1,"world":"sim","platform":"x","schedule":{}}\n'),
      ],
      /cut\.jsonl: line 1: the history is cut short/,
    ],
    ['a missing run', () => ['report', 'nope'], /^seatrial: nope: there is no such file$/],
    [
      'a platform that is none',
      () => ['hunt', '--platform', file('none.ts', 'export default 7')],
      /none\.ts: its default export is no platform/,
    ],
    [
      'an invariant that is none',
      () => ['hunt', '--invariant', 'nope'],
      /there is no invariant "nope", expected one of/,
    ],
  ])('%s is wrong usage, in one line, and nothing is started', (_, args, message) => {
    const { status, stdout, lines } = seatrial(...args())
    expect(status).toBe(2)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(message)
    expect(stdout).toBe('')
  })

  test.each([['fly'], ['run'], ['run', 'x', '--world', 'mars'], ['hunt', '--seed', 'x'], ['hunt', '--seconds', '0']])(
    '%s %s %s is wrong usage',
    (...args) => expect(seatrial(...args.filter((arg) => arg !== undefined)).status).toBe(2),
  )

  test('Docker that is not there is told in one line with the remedy, and doctor says so too', () => {
    const { status, lines } = seatrial('run', scenario('duo'), '--world', 'docker')
    expect(status).toBe(3)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/npm run docker:setup/)
    const doctor = seatrial('doctor')
    expect(doctor.status).toBe(3)
    expect(doctor.stdout).toMatch(/^no {3}Docker .*npm run docker:setup$/m)
  })
})
