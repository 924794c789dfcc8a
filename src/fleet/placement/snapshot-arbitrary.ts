// Snapshots in which placement has something to decide: units that shut each other out, follow each other, replace each
// other, in chains and in circles, beside global ones, on machines of which some are gone, and with records that cannot
// be read.

import fc from 'fast-check'
import type { FleetMachine, Job, Snapshot } from '../snapshot.ts'
import { job, type JobSketch, machine, snapshotOf } from './placement-fixture.ts'

/** The second shares the first eight characters, which may stand for an id, with the third. */
const IDS = ['m1', 'machine-2', 'machine-3', 'm4'] as const

const metadata = fc.record(
  { role: fc.constantFrom('db', 'web'), disk: fc.constantFrom('ssd', 'hdd') },
  { requiredKeys: [] },
)

export const machinesArbitrary: fc.Arbitrary<readonly FleetMachine[]> = fc
  .tuple(fc.subarray([...IDS]), fc.array(metadata, { minLength: IDS.length, maxLength: IDS.length }))
  .map(([ids, all]) => ids.map((id, at) => machine(id, all[at] as Record<string, string>)))

type Lines = readonly string[]
/** Names, and what their [X-Fleet] sections say. */
type Cast = readonly (readonly [string, Lines])[]

const numbered = (count: number, of: (index: number) => readonly [string, Lines]): Cast =>
  Array.from({ length: count }, (_, index) => of(index + 1))

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const letter = fc.constantFrom(...LETTERS).map((name) => `${name}.service`)

const line = fc.oneof(
  { weight: 3, arbitrary: letter.map((name) => `Conflicts=${name}`) },
  { weight: 3, arbitrary: letter.map((name) => `MachineOf=${name}`) },
  { weight: 3, arbitrary: letter.map((name) => `Replaces=${name}`) },
  { weight: 2, arbitrary: fc.constant('Global=true') },
  fc.constantFrom('Conflicts=[a-c].*', 'Replaces=[b-d].*', 'Conflicts=*', 'Conflicts=app@*', 'Replaces=*'),
  fc.constantFrom('MachineMetadata=role=db', 'MachineMetadata=disk=ssd', 'MachineMetadata=role=none'),
  fc.constantFrom(...IDS, 'machine-', '').map((id) => `MachineID=${id}`),
)

/** Whatever can be written, also what fleet refuses to create: its registry itself checks nothing. */
const wild: fc.Arbitrary<Cast> = fc.array(fc.tuple(letter, fc.array(line, { maxLength: 3 })), {
  minLength: 1,
  maxLength: LETTERS.length,
})

const count = fc.integer({ min: 2, max: IDS.length + 1 })

const casts: fc.Arbitrary<Cast> = fc.oneof(
  { weight: 4, arbitrary: wild },
  // As many instances as machines, one more, or fewer.
  count.map((n) => numbered(n, (i) => [`app@${i}.service`, ['Conflicts=app@*']])),
  // Each follows the one before it, or, with names the other way round, the one after it.
  count.map((n) => numbered(n, (i) => [`chain${i}.service`, i === 1 ? [] : [`MachineOf=chain${i - 1}.service`]])),
  count.map((n) => numbered(n, (i) => [`niahc${i}.service`, i === n ? [] : [`MachineOf=niahc${i + 1}.service`]])),
  count.map((n) => numbered(n, (i) => [`ring${i}.service`, [`MachineOf=ring${(i % n) + 1}.service`]])),
  count.map((n) => numbered(n, (i) => [`rank${i}.service`, i === n ? [] : [`Replaces=rank${i + 1}.service`]])),
  count.map((n) => numbered(n, (i) => [`chase${i}.service`, [`Replaces=chase${(i % n) + 1}.service`]])),
  fc.constant<Cast>([['monitor.service', ['Global=true', 'Conflicts=app@* a.service']]]),
  fc.constant<Cast>([
    ['agent.service', ['Global=true']],
    ['sidekick.service', ['MachineOf=agent.service']],
  ]),
  fc.constant<Cast>([['nowhere.service', ['MachineMetadata=role=none']]]),
)

const state: fc.Arbitrary<Pick<JobSketch, 'state' | 'torn'>> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ state: 'launched' as const }) },
  { weight: 3, arbitrary: fc.constant({ state: 'loaded' as const }) },
  { weight: 3, arbitrary: fc.constant({ state: 'inactive' as const }) },
  fc.constant({ state: null }),
  fc.constant({ torn: true }),
)

const target: fc.Arbitrary<Pick<JobSketch, 'on'>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constantFrom(...IDS, 'gone').map((on) => ({ on })) },
)

export const jobsArbitrary: fc.Arbitrary<readonly Job[]> = fc
  .array(casts, { minLength: 1, maxLength: 3 })
  .chain((all) => {
    const units = [...new Map(all.flat())]
    return fc.tuple(
      ...units.map(([name, fleet]) => fc.tuple(state, target).map(([s, t]) => job(name, { fleet, ...s, ...t }))),
    )
  })

export const snapshotArbitrary: fc.Arbitrary<Snapshot> = fc
  .tuple(jobsArbitrary, machinesArbitrary)
  .map(([jobs, machines]) => snapshotOf(jobs, machines))
