import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { VERBS } from '../../fleet/ctl/verbs.ts'
import { completionOf, SHELLS } from './fleetctl-completion.ts'

const GLOBAL = ['--endpoint', '--request-timeout']

/** What bash offers after these words; the last is the one that is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${completionOf('bash', GLOBAL)}
seatrial() { if [ "$*" = 'fleetctl list-unit-files --no-legend --fields unit' ]; then echo 'a.service b.service'; fi; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
_seatrial_fleetctl
printf '%s\\n' "\${COMPREPLY[@]}"`
  const out = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: import.meta.dirname })
  return out.split('\n').filter((line) => line !== '')
}

describe('bash', () => {
  test.each([
    [['seatrial', 'fl'], ['fleetctl']],
    [['seatrial', 'hunt', 'l'], []],
    [
      ['seatrial', 'fleetctl', 'list-u'],
      ['list-units', 'list-unit-files'],
    ],
    [['seatrial', 'fleetctl', '--endpoint', 'x', 'des'], ['destroy']],
    [
      ['seatrial', 'fleetctl', 'destroy', ''],
      ['a.service', 'b.service'],
    ],
    [
      ['seatrial', 'fleetctl', 'start', 'fleetctl-comp'],
      ['fleetctl-completion.test.ts', 'fleetctl-completion.ts'],
    ],
    [['seatrial', 'fleetctl', 'start', '--b'], ['--block-attempts']],
    [['seatrial', 'fleetctl', 'list-units', '--fields', ''], []],
    [['seatrial', 'fleetctl', '--e'], ['--endpoint']],
    [
      ['fleetctl', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('%j', (words, expected) => expect(offered(...words).toSorted()).toEqual(expected.toSorted()))
})

test.each(SHELLS)('%s knows every verb and its flags', (shell) => {
  const script = completionOf(shell, GLOBAL)
  for (const { name, flags } of VERBS) {
    expect(script).toContain(name)
    for (const flag of flags) expect(script).toContain(shell === 'fish' ? `-l ${flag}` : `--${flag}`)
  }
})
