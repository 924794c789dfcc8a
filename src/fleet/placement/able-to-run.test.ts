// fleet's own rows for its agent (agent/state_test.go).

import { describe, expect, test } from '@jest/globals'
import type { Unit } from '../unit.ts'
import { ableToRun } from './able-to-run.ts'
import { agentOn, clusterOf } from './cluster.ts'
import { job, type JobSketch, machine, snapshotOf } from './placement-fixture.ts'

const HOST = machine('c31e44e1-f858-436e', { region: 'us-west', zone: 'a' })

const on = HOST.id

function able(fleet: readonly string[], there: Readonly<Record<string, JobSketch>>): string {
  const candidate = job('u.service', { fleet })
  const jobs = [...Object.entries(there).map(([name, each]) => job(name, { on, ...each })), candidate]
  const snapshot = snapshotOf(jobs, [HOST])
  const ability = ableToRun(agentOn(snapshot, HOST), candidate.unit as Unit, clusterOf(snapshot))
  return ability.kind === 'unable' ? ability.why : ['able', ...ability.replaces].join(' ')
}

const METADATA = 'local Machine metadata insufficient'
const missing = (peer: string): string => `required peer Unit(${peer}) is not scheduled locally`
const conflict = (names: string): string => `found conflict with locally-scheduled Unit([${names}])`

describe('TestAbleToRun', () => {
  test.each<[string, readonly string[], Readonly<Record<string, JobSketch>>, string]>([
    ['nothing required', [], {}, 'able'],
    ['its MachineID', [`MachineID=${on}`], {}, 'able'],
    ['its short MachineID', ['MachineID=c31e44e1'], {}, 'able'],
    ['another MachineID', ['MachineID=other'], {}, `agent ID "${on}" does not match required "other"`],
    ['an empty MachineID', ['MachineID='], {}, `agent ID "${on}" does not match required ""`],
    ['its metadata', ['MachineMetadata=region=us-west'], {}, 'able'],
    ['one of two values', ['MachineMetadata=region=eu', 'MachineMetadata=region=us-west'], {}, 'able'],
    ['other metadata', ['MachineMetadata=region=us-east'], {}, METADATA],
    ['one key of two', ['MachineMetadata=region=us-west', 'MachineMetadata=zone=b'], {}, METADATA],
    ['a peer that is there', ['MachineOf=a.service'], { 'a.service': {} }, 'able'],
    ['a global peer', ['MachineOf=a.service'], { 'a.service': { fleet: ['Global=true'] } }, 'able'],
    ['a peer that is not there', ['MachineOf=a.service'], { 'b.service': {} }, missing('a.service')],
    ['one peer of two', ['MachineOf=a.service', 'MachineOf=b.service'], { 'a.service': {} }, missing('b.service')],
    ['an inactive peer', ['MachineOf=a.service'], { 'a.service': { state: 'inactive' } }, missing('a.service')],
    ['itself as a peer', ['MachineOf=u.service'], {}, missing('u.service')],
    ['no conflict', ['Conflicts=b.service'], { 'a.service': {} }, 'able'],
    ['a conflict', ['Conflicts=a.*'], { 'a.service': {} }, conflict('a.service')],
    ['two conflicts', ['Conflicts=b.* a.*'], { 'b.service': {}, 'a.service': {} }, conflict('a.service b.service')],
    ['a conflict of the other', [], { 'a.service': { fleet: ['Conflicts=u.*'] } }, conflict('a.service')],
    ['a conflict with itself', ['Conflicts=u.*'], {}, 'able'],
    ['an inactive conflict', ['Conflicts=a.*'], { 'a.service': { state: 'inactive' } }, 'able'],
    ['an unreadable conflict', ['Conflicts=a.*'], { 'a.service': { torn: true } }, conflict('a.service')],
    [
      'an unreadable conflict that may be anywhere',
      ['Conflicts=a.*'],
      { 'a.service': { torn: true, on: undefined as unknown as string } },
      'may conflict with Unit(a.service), which cannot be read',
    ],
    ['a replacement', ['Replaces=a.*'], { 'a.service': {} }, 'able a.service'],
    [
      'being replaced',
      [],
      { 'a.service': { fleet: ['Replaces=u.*'] } },
      'found replace with locally-scheduled Unit(a.service)',
    ],
    ['replacing each other', ['Replaces=a.*'], { 'a.service': { fleet: ['Replaces=u.*'] } }, 'able'],
    [
      'replacing what its peer follows',
      ['Replaces=a.*', 'MachineOf=b.service'],
      { 'a.service': {}, 'b.service': { fleet: ['MachineOf=a.service'] } },
      'able',
    ],
    [
      'making room for a global unit that shuts out its peer',
      ['Replaces=a.*', 'MachineOf=g2.service'],
      {
        'a.service': { fleet: ['Conflicts=g1.*'] },
        'g1.service': { fleet: ['Global=true', 'Conflicts=g2.*'] },
        'g2.service': { fleet: ['Global=true'] },
      },
      missing('g2.service'),
    ],
    [
      'the order: MachineID before metadata',
      ['MachineID=x', 'MachineMetadata=a=b'],
      {},
      `agent ID "${on}" does not match required "x"`,
    ],
    [
      'the order: peers before conflicts',
      ['MachineOf=b.service', 'Conflicts=a.*'],
      { 'a.service': {} },
      missing('b.service'),
    ],
  ])('%s', (_, fleet, there, answer) => expect(able(fleet, there)).toBe(answer))
})

describe('TestHasConflicts', () => {
  test.each<[readonly string[], Readonly<Record<string, JobSketch>>, string]>([
    [[], {}, 'able'],
    [['Conflicts=a.*'], {}, 'able'],
    [[], { 'a.service': {} }, 'able'],
    [['Conflicts=b.service'], { 'a.service': {} }, 'able'],
    [['Conflicts=a.service'], { 'a.service': {} }, conflict('a.service')],
    [['Conflicts=b.service a.service'], { 'a.service': {} }, conflict('a.service')],
    [[], { 'a.service': { fleet: ['Conflicts=u.service'] }, 'b.service': {} }, conflict('a.service')],
  ])('%j beside %j', (fleet, there, answer) => expect(able(fleet, there)).toBe(answer))
})
