import { describe, expect, test } from '@jest/globals'
import { commandLines, expandedArgv } from './command-line.ts'
import { definitionOf } from './definition.ts'
import { parseTimeSpan } from './time-span.ts'
import { wordsOf } from './words.ts'
import { parseUnitFile } from '../unit-file/parse.ts'
import { service } from './manager-fixture.ts'
import type { Service } from './service.ts'

const DEFAULTS = { stopTimeoutMs: 7_000 }

const read = (text: string, name = 'a.service') => definitionOf(name, 'h', parseUnitFile(text), DEFAULTS)

function serviceOf(...lines: readonly string[]): Service {
  const definition = read(service('ExecStart=/bin/app', ...lines))
  if (definition.kind !== 'service') throw new Error(JSON.stringify(definition))
  return definition.service
}

describe('time spans', () => {
  test.each([
    ['5', 5_000],
    ['5s', 5_000],
    ['100ms', 100],
    ['1min 30s', 90_000],
    ['1min30s', 90_000],
    ['1.5h', 5_400_000],
    ['2 days', 172_800_000],
    ['500us', 0.5],
    ['infinity', Infinity],
    ['0', 0],
  ])('%s', (text, ms) => {
    expect(parseTimeSpan(text)).toBe(ms)
  })

  test.each(['', 's', '5 parsecs', '-5', '5 infinity', '1..5'])('%j is none', (text) => {
    expect(parseTimeSpan(text)).toBe(undefined)
  })
})

describe('words', () => {
  test.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`a "b c" 'd "e"'`, ['a', 'b c', 'd "e"']],
    [`a"b c"d ''`, ['ab cd', '']],
    [String.raw`a\sb \x41\102\u00e9 "\"" \\ \n`, ['a b', 'ABé', '"', '\\', '\n']],
    [String.raw`\d \x00`, [String.raw`\d`, String.raw`\x00`]],
    ['a \\\n  b \\\n# no \\\n; no \\\n c', ['a', 'b', 'c']],
    ['', []],
  ])('%j', (text, words) => {
    expect(wordsOf(text).map((word) => word.text)).toEqual(words)
  })

  test('an open quote is an error', () => {
    expect(() => wordsOf(`a 'b`)).toThrow('a quote is not closed')
  })
})

describe('command lines', () => {
  const argvOf = (line: string, environment: Record<string, string> = {}) =>
    commandLines('foo@a@b.service', line).map((command) => expandedArgv(command, environment))

  test('prefixes', () => {
    expect(commandLines('a.service', '-:/bin/a b')).toEqual([
      { argv: ['/bin/a', 'b'], ignoresFailure: true, expandsVariables: false },
    ])
    expect(argvOf('@/bin/a name b')).toEqual([['/bin/a', 'b']])
    expect(argvOf('!!/bin/a')).toEqual([['/bin/a']])
  })

  test('a lone semicolon separates', () => {
    expect(argvOf(String.raw`/bin/a ; /bin/b \; c`)).toEqual([['/bin/a'], ['/bin/b', ';', 'c']])
  })

  test('specifiers', () => {
    expect(argvOf('/bin/a %n %N %p %i 5%%')).toEqual([['/bin/a', 'foo@a@b.service', 'foo@a@b', 'foo', 'a@b', '5%']])
    expect(() => argvOf('/bin/a %H')).toThrow('the specifier %H is not supported')
  })

  test('variables', () => {
    const environment = { A: 'x  y', B: '' }
    expect(argvOf('/bin/a $A ${A} -${A}- $B "${B}" $NO b$A $$A', environment)).toEqual([
      ['/bin/a', 'x', 'y', 'x  y', '-x  y-', '', 'b$A', '$A'],
    ])
  })
})

describe('services', () => {
  test('what stands when nothing is said', () => {
    expect(serviceOf()).toMatchObject({
      type: 'simple',
      restart: 'no',
      restartMs: 100,
      startTimeoutMs: 90_000,
      stopTimeoutMs: 7_000,
      remainsAfterExit: false,
      killSignal: 'TERM',
      startLimit: { intervalMs: 10_000, burst: 5 },
    })
    expect(serviceOf('Type=oneshot').startTimeoutMs).toBe(Infinity)
  })

  test('what is said', () => {
    const read = serviceOf(
      'Type=exec',
      'Restart=always',
      'RestartSec=3',
      'TimeoutStartSec=0',
      'TimeoutStopSec=2min',
      'RemainAfterExit=Yes',
      'KillSignal=SIGINT',
      'SuccessExitStatus=3 SIGKILL',
      'Environment=A=1 "B=2 %p"',
      'Environment=A=3',
      'ExecStartPre=-/bin/x',
      'ExecStartPre=/bin/y',
      'StartLimitBurst=2',
    )
    expect(read).toMatchObject({
      type: 'simple',
      restart: 'always',
      restartMs: 3_000,
      startTimeoutMs: Infinity,
      stopTimeoutMs: 120_000,
      remainsAfterExit: true,
      killSignal: 'INT',
      clean: { codes: new Set([3]), signals: new Set(['KILL']) },
      environment: { A: '3', B: '2 a' },
      startLimit: { intervalMs: 10_000, burst: 2 },
    })
    expect(read.commands['start-pre'].map(({ argv }) => argv)).toEqual([['/bin/x'], ['/bin/y']])
  })

  test('an empty assignment takes back what was said', () => {
    const { commands, restart } = serviceOf('ExecStart=', 'ExecStart=/bin/b', 'Restart=always', 'Restart=')
    expect(commands.main.map(({ argv }) => argv)).toEqual([['/bin/b']])
    expect(restart).toBe('no')
  })

  test.each([
    ['Type=notify', 'Type=notify is not supported'],
    ['Type=forking', 'Type=forking is not supported'],
    ['KillMode=none', 'KillMode=none is not supported'],
    ['Restart=sometimes', 'Restart=sometimes'],
    ['RestartSec=soon', 'RestartSec=soon is no length of time'],
    ['RemainAfterExit=maybe', 'neither yes nor no'],
    ['KillSignal=SIGUSR1', 'KillSignal=SIGUSR1'],
    ['SuccessExitStatus=256', 'SuccessExitStatus has 256'],
    ['Environment=nothing', 'assigns nothing'],
    ['ExecStart=/bin/second', 'more than one ExecStart'],
    ['ExecStop=-', 'no program'],
    ['ExecStop="', 'a quote is not closed'],
    ['StartLimitBurst=many', 'no number'],
    ['ExecStart=', 'neither ExecStart nor ExecStop'],
    ['Type=oneshot\nRestart=always', 'not allowed for a service of Type=oneshot'],
    ['Type=oneshot\nExecStart=\nExecStop=/bin/true', 'needs RemainAfterExit=yes'],
  ])('%s is a bad setting', (lines, reason) => {
    expect(read(service('ExecStart=/bin/app', lines))).toEqual({
      kind: 'error',
      reason: expect.stringContaining(reason),
    })
  })

  test('units of other types, and templates, are not started', () => {
    expect(read('', 'a.timer')).toEqual({ kind: 'error', reason: 'units of type timer are not supported' })
    expect(read(service('ExecStart=/bin/app'), 'a@.service').kind).toBe('error')
    expect(read('', 'a.target')).toEqual({ kind: 'target' })
  })
})
