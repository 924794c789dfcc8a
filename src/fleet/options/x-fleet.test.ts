import { describe, expect, test } from '@jest/globals'
import { type OptionReaders, OPTIONS, requirementsOf, unknownKeys } from './index.ts'
import { matchesMachine } from './machine-id.ts'
import { satisfies } from './machine-metadata.ts'
import { xFleet } from './unit-fixture.ts'

const requires = (...lines: readonly string[]) => requirementsOf('me@7.service', xFleet(...lines))
const metadata = (...lines: readonly string[]) => Object.fromEntries(requires(...lines).metadata)

test('a unit that says nothing requires nothing', () => {
  const nothing = { machineId: undefined, peers: [], metadata: new Map(), conflicts: [], replaces: [], global: false }
  expect(requires()).toEqual(nothing)
  const elsewhere = xFleet('MachineID=m', 'Global=true').map((option) => ({ ...option, section: 'Unit' }))
  expect(requirementsOf('a.service', elsewhere)).toEqual(nothing)
})

describe('MachineID (TestJobConditionMachineID)', () => {
  test.each([
    [['MachineID=a'], 'a'],
    [['X-ConditionMachineID=b'], 'b'],
    [['X-ConditionMachineBootID=c'], 'c'],
    [['X-ConditionMachineBootID=c', 'X-ConditionMachineID=b', 'MachineID=a'], 'a'],
    [['X-ConditionMachineBootID=c', 'X-ConditionMachineID=b'], 'b'],
    [['MachineID=a', 'MachineID=b'], 'a'],
    [['MachineID="a" "b"'], 'a'],
    [['MachineID=', 'X-ConditionMachineID=b'], ''],
    [['MachineId=a'], undefined],
  ])('%j is %j', (lines, expected) => expect(requires(...lines).machineId).toBe(expected))

  test('matches the id and its first eight characters, and an empty one matches nothing', () => {
    const matches = (line: string, machine: string): boolean => matchesMachine(requires(line), machine)
    expect(matches('MachineID=0123456789abcdef', '0123456789abcdef')).toBe(true)
    expect(matches('MachineID=01234567', '0123456789abcdef')).toBe(true)
    expect(matches('MachineID=0123456', '0123456789abcdef')).toBe(false)
    expect(matches('MachineID=012345678', '0123456789abcdef')).toBe(false)
    expect(matches('MachineID=m1', 'm1')).toBe(true)
    expect(matches('MachineID=', 'm1')).toBe(false)
    expect(matches('X-Other=', 'm1')).toBe(true)
  })
})

describe('MachineOf (TestJobPeers)', () => {
  test.each([
    [['MachineOf=a.service'], ['a.service']],
    [['X-ConditionMachineOf=a.service'], ['a.service']],
    [
      ['MachineOf=b.service', 'X-ConditionMachineOf=a.service'],
      ['a.service', 'b.service'],
    ],
    [['MachineOf=a.service b.service'], ['a.service b.service']],
    [['MachineOf="a.service" "b.service"'], ['a.service', 'b.service']],
    [['MachineOf='], ['']],
    [['machineof=a.service'], []],
  ])('%j is %j', (lines, expected) => expect(requires(...lines).peers).toEqual(expected))
})

describe('MachineMetadata (TestJobRequiredMetadata)', () => {
  test.each([
    [['MachineMetadata=region=us-east-1'], { region: ['us-east-1'] }],
    [['MachineMetadata="region=us-east-1" "region=us-west-1"'], { region: ['us-east-1', 'us-west-1'] }],
    [['MachineMetadata=a=1', 'X-ConditionMachineMetadata=a=2'], { a: ['2', '1'] }],
    [['MachineMetadata=a=1', 'MachineMetadata=b=2', 'MachineMetadata=a=1'], { a: ['1'], b: ['2'] }],
    [['MachineMetadata=a=b c=d'], {}],
    [['MachineMetadata=a=b c'], { a: ['b c'] }],
    [['MachineMetadata=a==b', 'MachineMetadata=a', 'MachineMetadata=a=', 'MachineMetadata==b', 'MachineMetadata='], {}],
  ])('%j is %j', (lines, expected) => expect(metadata(...lines)).toEqual(expected))

  test('is satisfied by one value of every key', () => {
    const wanted = requires('MachineMetadata="a=1" "a=2"', 'MachineMetadata=b=3')
    const has = (machine: Readonly<Record<string, string>>) => satisfies(wanted, new Map(Object.entries(machine)))
    expect(has({ a: '1', b: '3' })).toBe(true)
    expect(has({ a: '2', b: '3', c: '4' })).toBe(true)
    expect(has({ a: '2' })).toBe(false)
    expect(has({ a: '3', b: '3' })).toBe(false)
    expect(satisfies(requires(), new Map())).toBe(true)
  })
})

describe('Conflicts (TestJobConflicts)', () => {
  test.each([
    [['Conflicts=*bar*'], ['*bar*']],
    [['X-Conflicts=foo'], ['foo']],
    [
      ['Conflicts=b', 'X-Conflicts=a'],
      ['a', 'b'],
    ],
    [['Conflicts=a* b*  c*'], ['a*', 'b*', 'c*']],
    [
      ['Conflicts="a*" "b* c*"', 'Conflicts=d'],
      ['a*', 'b*', 'c*', 'd'],
    ],
    [['Conflicts='], []],
  ])('%j is %j', (lines, expected) => expect(requires(...lines).conflicts).toEqual(expected))
})

describe('Replaces (TestJobReplaces)', () => {
  test.each([
    [['Replaces=*bar*'], ['*bar*']],
    [['Replaces=a b'], ['a b']],
    [
      ['Replaces="a" "b"', 'Replaces=c'],
      ['a', 'b', 'c'],
    ],
    [['X-Replaces=a'], []],
  ])('%j is %j', (lines, expected) => expect(requires(...lines).replaces).toEqual(expected))
})

describe('Global (TestUnitIsGlobal)', () => {
  test.each(['true', 'TRUE', 'Yes', '1', 'on', 't'])('%s is true', (value) => {
    expect(requires(`Global=${value}`).global).toBe(true)
  })
  test.each(['false', 'no', '0', 'off', '', 'y', 'truth', ' true'])('%j is false', (value) => {
    expect(requires(`Global=${value}`).global).toBe(false)
  })
  test('the last value counts', () => {
    expect(requires('Global=true', 'Global=no').global).toBe(false)
    expect(requires('Global=no', 'Global=true').global).toBe(true)
    expect(requires('Global="true" "no"').global).toBe(false)
    expect(requires('X-Global=true').global).toBe(false)
  })
})

describe('specifiers (TestParseRequirementsInstanceUnit)', () => {
  const of = (name: string, value: string) => requirementsOf(name, xFleet(`MachineOf=${value}`)).peers[0]

  test.each([
    ['a-b@1.service', '%n', 'a-b@1.service'],
    ['a-b@1.service', '%N', 'a-b@1'],
    ['a-b@1.service', '%p', 'a-b'],
    ['a-b@1.service', '%i', '1'],
    ['a-b@1.service', '%i-%i.%p', '1-1.a-b'],
    ['a.service', 'x%i', 'x'],
    ['a.service', '%%n', '%a.service'],
    ['a.service', '%H %m %t %', '%H %m %t %'],
    ['a', '%n', '%n'],
    ['$&.service', '%n', '$&.service'],
  ])('of %s, %s is %s', (name, value, expected) => expect(of(name, value)).toBe(expected))

  test('are expanded in every option', () => {
    const lines = [
      'MachineID=%i',
      'MachineOf=%p',
      'MachineMetadata=a=%i',
      'Conflicts=%p@* %n',
      'Replaces=%N',
      'Global=%i',
    ]
    expect(requirementsOf('a@1.service', xFleet(...lines))).toEqual({
      machineId: '1',
      peers: ['a'],
      metadata: new Map([['a', ['1']]]),
      conflicts: ['a@*', 'a@1.service'],
      replaces: ['a@1'],
      global: true,
    })
  })

  test('leave the options as they are: the next instance has values of its own', () => {
    const options = xFleet('MachineMetadata=host=%i', 'Conflicts=%p@*').map((option) => Object.freeze(option))
    Object.freeze(options)
    const host = (name: string) => requirementsOf(name, options).metadata.get('host')
    expect(host('a@1.service')).toEqual(['1'])
    expect(host('a@2.service')).toEqual(['2'])
    expect(options).toEqual(xFleet('MachineMetadata=host=%i', 'Conflicts=%p@*'))
  })
})

test('unknownKeys names what nothing reads, each once', () => {
  const known = Object.values(OPTIONS).flatMap(({ names }) => names.map((name) => `${name}=x`))
  expect(known).toHaveLength(11)
  expect(unknownKeys(xFleet(...known))).toEqual([])
  const unknown = xFleet('MachineId=m', 'Global=1', 'X-Global=1', 'X-Replaces=a', 'MachineId=n')
  expect(unknownKeys([{ section: 'Service', name: 'Type', value: 'oneshot' }, ...unknown])).toEqual([
    'MachineId',
    'X-Global',
    'X-Replaces',
  ])
})

test('a variant may read an option in another way', () => {
  const readers: OptionReaders = {
    ...OPTIONS,
    conflicts: { names: ['Conflicts'], read: (valuesOf) => valuesOf('Conflicts') },
  }
  expect(requirementsOf('a.service', xFleet('Conflicts=a* b*'), readers).conflicts).toEqual(['a* b*'])
})
