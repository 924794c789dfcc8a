import { describe, expect, test } from '@jest/globals'
import { type Behaviour, behaviourOf } from './app.ts'

const dies = { kind: 'dies' } as const
const ended = (code: number, afterMs = 0): Behaviour => ({ ends: { afterMs, code }, onTerm: dies })

describe('what programs do', () => {
  test.each<readonly [string, Behaviour]>([
    ['app', { onTerm: { kind: 'exits', afterMs: 0 } }],
    ['/usr/bin/app --port 80', { serves: { port: 80, startMs: 0 }, onTerm: { kind: 'exits', afterMs: 0 } }],
    ['app --port 80 --start-ms 5', { serves: { port: 80, startMs: 5 }, onTerm: { kind: 'exits', afterMs: 0 } }],
    ['app --exit 3', { ends: { afterMs: 0, code: 3 }, onTerm: { kind: 'exits', afterMs: 0 } }],
    ['app --after-ms 9', { ends: { afterMs: 9, code: 0 }, onTerm: { kind: 'exits', afterMs: 0 } }],
    ['app --ignore-term --stop-ms 4', { onTerm: { kind: 'ignores' } }],
    ['app --stop-ms 4', { onTerm: { kind: 'exits', afterMs: 4 } }],
    ['app --wait-for 80', { awaits: { port: 80 }, onTerm: { kind: 'exits', afterMs: 0 } }],
    ['/bin/sleep infinity', { onTerm: dies }],
    ['/usr/bin/sleep 1m 2.5', ended(0, 62_500)],
    ['sleep', ended(1)],
    ['sleep soon', ended(1)],
    ['/bin/true', ended(0)],
    ['/bin/false', ended(1)],
    ['/bin/echo a', ended(0)],
    ...[
      'app --port',
      'app --port x',
      'app --port 65536',
      'app 80',
      'app --wait-for',
      'app --exit 256',
      'app --exit -1',
    ].map((line) => [line, ended(2)] as const),
  ])('%s', (line, behaviour) => {
    expect(behaviourOf(line.split(' '))).toEqual(behaviour)
  })

  test.each(['', '/bin/bash', '/opt/true', '/opt/bin/app', 'myapp', '/bin/constructor', '/sbin/sleep'])(
    '%j is no program',
    (program) => {
      expect(behaviourOf([program])).toBe(undefined)
    },
  )
})
