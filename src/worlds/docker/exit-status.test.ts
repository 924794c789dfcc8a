import { describe, expect, test } from '@jest/globals'
import { exitOf, signalName } from './exit-status.ts'

describe('the exit status of a container', () => {
  test.each([
    [0, [], { kind: 'exited', code: 0 }],
    [1, ['TERM'], { kind: 'exited', code: 1 }],
    [143, ['TERM'], { kind: 'killed', signal: 'TERM' }],
    [137, ['TERM', 'KILL'], { kind: 'killed', signal: 'KILL' }],
    [131, ['QUIT'], { kind: 'killed', signal: 'QUIT' }],
    // nobody has killed it: it says so itself
    [143, [], { kind: 'exited', code: 143 }],
    [137, ['TERM'], { kind: 'exited', code: 137 }],
    [0, ['NONE'], { kind: 'exited', code: 0 }],
  ] as const)('%i after %j', (status, sent, exit) => {
    expect(exitOf(status, new Set(sent))).toEqual(exit)
  })

  test('signals are named by their numbers', () => {
    expect([signalName(15), signalName(9), signalName(0)]).toEqual(['TERM', 'KILL', undefined])
  })
})
