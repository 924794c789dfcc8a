import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { FleetMachine } from '../snapshot.ts'
import { TARGET_STATES } from '../unit.ts'
import {
  decodeEngineVersion,
  decodeJob,
  decodeLeader,
  decodeMachine,
  decodeTargetState,
  decodeUnitState,
  encodeJob,
  encodeLeader,
  encodeMachine,
  encodeUnitState,
  overlaid,
} from './codecs.ts'
import { RecordUnreadable } from './fields.ts'

const text = fc.string({ unit: 'grapheme' })
const hash = fc.stringMatching(/^[0-9a-f]{40}$/)
const metadata = fc
  .dictionary(fc.oneof(text, fc.constantFrom('7', '__proto__', 'constructor')), text)
  .map((record) => new Map(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))))
const machine: fc.Arbitrary<FleetMachine> = fc.record({
  id: text,
  host: text,
  boot: fc.nat(),
  session: text,
  metadata,
  publicIp: text,
  version: text,
})

describe('what is written is read back', () => {
  test('a job', () => {
    fc.assert(
      fc.property(fc.record({ name: text, hash, text }), (job) =>
        expect(decodeJob('k', job.name, encodeJob(job))).toEqual(job),
      ),
    )
  })

  test('a machine', () => {
    fc.assert(
      fc.property(machine, (one) => {
        const read = decodeMachine('k', one.id, encodeMachine(one))
        expect(read).toEqual(one)
        expect([...read.metadata]).toEqual([...one.metadata])
      }),
    )
  })

  test('a leader', () => {
    fc.assert(
      fc.property(fc.record({ machine: text, version: fc.nat() }), (leader) =>
        expect(decodeLeader('k', encodeLeader(leader))).toEqual(leader),
      ),
    )
  })

  test('a state', () => {
    const state = fc.record({
      ...{ unit: text, machine: text, load: text, active: text, sub: text },
      ...{ hash, launched: fc.boolean() },
    })
    fc.assert(
      fc.property(state, (one) =>
        expect(decodeUnitState('k', one.unit, one.machine, encodeUnitState(one))).toEqual(one),
      ),
    )
  })

  test('target states and versions, which are stored as they are', () => {
    for (const state of TARGET_STATES) expect(decodeTargetState('k', state)).toBe(state)
    fc.assert(fc.property(fc.nat(), (version) => expect(decodeEngineVersion('k', String(version))).toBe(version)))
  })
})

describe('a reader', () => {
  const readers: ((record: string) => unknown)[] = [
    (record) => decodeJob('k', 'a', record),
    (record) => decodeTargetState('k', record),
    (record) => decodeMachine('k', 'a', record),
    (record) => decodeLeader('k', record),
    (record) => decodeEngineVersion('k', record),
    (record) => decodeUnitState('k', 'a', 'a', record),
  ]

  test('throws nothing but its own error, with the key and why', () => {
    const records = fc.oneof(
      text,
      fc.json(),
      fc
        .dictionary(
          fc.constantFrom('Name', 'ID', 'UnitHash', 'Raw', 'Metadata', 'MachineID', 'machineID', 'Boot', 'launched'),
          fc.oneof(fc.constantFrom<unknown>('a', null, 0, true, {}), fc.jsonValue()),
        )
        .map((record) => JSON.stringify(record)),
    )
    fc.assert(
      fc.property(records, fc.constantFrom(...readers), (record, read) => {
        try {
          read(record)
        } catch (error) {
          expect(error).toBeInstanceOf(RecordUnreadable)
          expect(error).toMatchObject({ key: 'k', why: expect.stringMatching(/^(is|has) /) })
        }
      }),
      { numRuns: 500 },
    )
  })

  test('ignores what it does not know', () => {
    const known = { Name: 'a', UnitHash: '0'.repeat(40), Raw: '' }
    expect(decodeJob('k', 'a', JSON.stringify({ ...known, Color: 1 }))).toEqual({
      name: 'a',
      hash: known.UnitHash,
      text: '',
    })
  })

  test("reads fleet's array of bytes for a hash", () => {
    const bytes = [28, 111, 182, 243, 104, 75, 175, 176, 193, 115, 216, 184, 185, 87, 206, 255, 3, 17, 128, 193]
    expect(decodeJob('k', 'a', JSON.stringify({ Name: 'a', UnitHash: bytes, Raw: '' })).hash).toBe(
      '1c6fb6f3684bafb0c173d8b8b957ceff031180c1',
    )
    for (const wrong of [bytes.slice(1), [...bytes.slice(1), 256], [...bytes.slice(1), 1.5], 'abc', null]) {
      const record = JSON.stringify({ Name: 'a', UnitHash: wrong, Raw: '' })
      expect(() => decodeJob('k', 'a', record)).toThrow('the record at k cannot be read: it has no SHA-1 as UnitHash')
    }
  })

  test('refuses what is that of another', () => {
    expect(() => decodeJob('k', 'b', encodeJob({ name: 'a', hash: '0'.repeat(40), text: '' }))).toThrow('is that of a')
  })

  test.each(['', 'Launched', 'launched ', 'bogus'])('knows no target state %p', (word) =>
    expect(() => decodeTargetState('k', word)).toThrow(RecordUnreadable),
  )

  test.each(['', '-1', '1.5', '1e3', ' 1', '0x1', '99999999999999999999'])('knows no version %p', (word) =>
    expect(() => decodeEngineVersion('k', word)).toThrow(RecordUnreadable),
  )
})

describe('TestLeaseFromResponse', () => {
  test.each([
    ['{"MachineID":"abc","Version":12}', { machine: 'abc', version: 12 }],
    ['7f83b1657ff1fc53b92dc18148a1d65d', { machine: '7f83b1657ff1fc53b92dc18148a1d65d', version: 0 }],
    ['1234', { machine: '1234', version: 0 }],
  ])('reads %s', (record, leader) => expect(decodeLeader('k', record)).toEqual(leader))

  test('refuses broken JSON', () => expect(() => decodeLeader('k', '{"MachineID":')).toThrow(RecordUnreadable))
})

describe("a machine's metadata", () => {
  test('are overlaid: what was set counts, and an empty value removes', () => {
    const configured: FleetMachine = {
      ...{ id: 'a', host: 'a', boot: 1, session: '1', publicIp: '', version: '' },
      metadata: new Map([
        ['disk', 'hdd'],
        ['region', 'west'],
        ['role', ''],
      ]),
    }
    const overlay = new Map([
      ['region', ''],
      ['disk', 'ssd'],
      ['arch', 'arm'],
    ])
    expect([...overlaid(configured, overlay).metadata]).toEqual([
      ['arch', 'arm'],
      ['disk', 'ssd'],
    ])
    expect(overlaid(configured, new Map())).toBe(configured)
  })
})
