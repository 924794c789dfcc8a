import { describe, expect, test } from '@jest/globals'
import { combinationProblem } from './index.ts'
import { xFleet } from './unit-fixture.ts'

describe('combinationProblem (TestValidateOptions)', () => {
  test.each([
    [[]],
    [['Foo=bar']],
    [['MachineID=m', 'MachineMetadata=a=b']],
    [['Global=true', 'MachineMetadata=a=b']],
    [['Global=true', 'Conflicts=a*']],
    [['Global=false', 'MachineID=m']],
    [['MachineOf=a.service', 'Conflicts=b*']],
    [['MachineOf=a.service', 'Replaces=b*']],
    [['MachineID=m', 'Conflicts=']],
    [['MachineOf=%p.service', 'Conflicts=%n']],
    [['MachineOf=[', 'Conflicts=[']],
    [['Conflicts=a* \\\n b*']],
  ])('allows %j', (lines) => expect(combinationProblem(xFleet(...lines))).toBeUndefined())

  test.each([
    [['MachineOf=b.service', 'Conflicts=b*'], 'unresolvable requirements: peer "b.service" matches conflict "b*"'],
    [['MachineOf=b.service', 'Conflicts=a* b*'], 'unresolvable requirements: peer "b.service" matches conflict "b*"'],
    [['MachineOf=a', 'MachineOf=b', 'X-Conflicts=b'], 'unresolvable requirements: peer "b" matches conflict "b"'],
    [['MachineOf=b.service', 'Replaces=b*'], 'unresolvable requirements: peer "b.service" matches replace "b*"'],
    [
      ['MachineOf=%p.service', 'Conflicts=*.service'],
      'unresolvable requirements: peer "%p.service" matches conflict "*.service"',
    ],
    [['MachineID=m', 'MachineOf=a'], 'MachineID cannot be used with Peers'],
    [['MachineID=', 'MachineOf=a'], 'MachineID cannot be used with Peers'],
    [['MachineID=m', 'Conflicts=a'], 'MachineID cannot be used with Conflicts'],
    [['MachineID=m', 'Global=true'], 'MachineID cannot be used with Global'],
    [['MachineID=m', 'Replaces=a'], 'MachineID cannot be used with Replaces'],
    [['Global=true', 'MachineOf=a'], 'Global cannot be used with Peers'],
    [['Global=true', 'Replaces=a'], 'Global cannot be used with Replaces'],
    [['Conflicts=a', 'Replaces=a'], 'Conflicts cannot be used with Replaces'],
  ])('refuses %j', (lines, problem) => expect(combinationProblem(xFleet(...lines))).toBe(problem))

  test('tells the first problem, in order', () => {
    const all = ['MachineID=m', 'MachineOf=a', 'Conflicts=x', 'Replaces=x', 'Global=true']
    expect(combinationProblem(xFleet(...all, `Foo=${'x'.repeat(2048)}`))).toMatch(/^line too long/)
    expect(combinationProblem(xFleet(...all, 'Replaces=a', 'Conflicts=?'))).toMatch(/matches conflict "\?"$/)
    expect(combinationProblem(xFleet(...all, 'Replaces=a'))).toMatch(/matches replace "a"$/)
    expect(combinationProblem(xFleet(...all))).toBe('MachineID cannot be used with Peers')
    expect(combinationProblem(xFleet(...all.slice(2)))).toBe('Global cannot be used with Replaces')
  })

  test('refuses what would be read back from its file as something else', () => {
    expect(combinationProblem([{ section: 'Service', name: 'A', value: 'x\nB=y' }])).toBe(
      'option "A" of section "Service" would not be read back from a unit file as given',
    )
  })
})
