// Draws units that get into each other's way: cliques that will not share a machine, followers and their chains, globals
// that collide with others, units that no machine can take, as many instances as there are machines and one more.

import fc from 'fast-check'
import { fleetOf, type Topology } from '../machine/topology.ts'

export interface DrawnUnit {
  readonly name: string
  readonly text: string
}

/** The program that every drawn unit runs: see machine/app.ts. */
const APP = '/usr/bin/app'

const unitText = (service: readonly string[], fleet: readonly string[]): string =>
  `[Service]\n${service.join('\n')}\n${fleet.length === 0 ? '' : `\n[X-Fleet]\n${fleet.join('\n')}\n`}`

/** Instances of the talk's template: never two of them on one machine. */
const app = (instance: number): DrawnUnit => ({
  name: `my-app@${instance}.service`,
  text: unitText([`ExecStart=${APP} --port 8080`], ['Conflicts=my-app@*.service']),
})

const runs = (name: string, ...fleet: readonly string[]): DrawnUnit => ({
  name,
  text: unitText([`ExecStart=${APP}`], fleet),
})

/** Every machine runs it. */
export const GLOBAL_UNIT = runs('logger.service', 'Global=true')

/** Long enough for what it keeps out to come meanwhile. */
const stopsSlowly = (unit: DrawnUnit): DrawnUnit => ({ ...unit, text: unit.text.replace(APP, `${APP} --stop-ms 300`) })

/** What a key of metadata may say; `nowhere` is said by no machine. */
export const ZONES = ['a', 'b', 'nowhere'] as const

/** By name, so that two steps that name one unit mean the same file, or now and then another version of it. */
function unitsFor(topology: Topology): readonly DrawnUnit[] {
  const machines = fleetOf(topology).length
  return [
    ...Array.from({ length: machines + 1 }, (_, index) => app(index + 1)),
    { ...app(1), name: 'my-app@.service' }, // which is itself no unit that could run
    runs('db.service'),
    runs('sidekick.service', 'MachineOf=db.service'),
    runs('follower.service', 'MachineOf=sidekick.service'),
    runs('ping.service', 'MachineOf=pong.service'),
    runs('pong.service', 'MachineOf=ping.service'),
    GLOBAL_UNIT,
    stopsSlowly(runs('loner.service', 'Global=true', 'Conflicts=my-app@*.service')),
    ...ZONES.map((zone) => runs(`in-${zone}.service`, `MachineMetadata=zone=${zone}`)),
    ...['a', 'b'].map((zone) => runs(`pinned@${zone}.service`, 'MachineMetadata=zone=%i')),
    runs('shy.service', 'Conflicts=db.service sidekick.service'),
    runs('heir.service', 'Replaces=db.service', 'MachineMetadata=zone=a'),
  ]
}

/** The same names with other content: what `--replace` brings, and what goes wrong with a service. */
const OTHERWISE: readonly ((unit: DrawnUnit) => DrawnUnit)[] = [
  stopsSlowly,
  (unit) => ({ ...unit, text: unit.text.replace(APP, `${APP} --exit 1`) }),
  (unit) => ({ ...unit, text: unit.text.replace(APP, `${APP} --ignore-term`) }),
  (unit) => ({
    ...unit,
    text: unit.text
      .replace('[Service]\n', '[Service]\nRestart=always\n')
      .replace(APP, `${APP} --exit 0 --after-ms 700`),
  }),
]

export function drawnUnit(topology: Topology): fc.Arbitrary<DrawnUnit> {
  const units = unitsFor(topology)
  const apps = units.filter(({ name }) => /^my-app@\d/.test(name))
  const common = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...apps) },
    { weight: 3, arbitrary: fc.constantFrom(...units) },
  )
  return fc.oneof(
    { weight: 5, arbitrary: common },
    { weight: 1, arbitrary: fc.tuple(common, fc.constantFrom(...OTHERWISE)).map(([unit, change]) => change(unit)) },
  )
}

export const drawnUnitName = (topology: Topology): fc.Arbitrary<string> => drawnUnit(topology).map(({ name }) => name)

/** Two units that conflict with each other. */
export const rivalUnits: fc.Arbitrary<readonly [DrawnUnit, DrawnUnit]> = fc.constantFrom(
  [app(1), app(2)] as const,
  [app(2), app(1)] as const,
)
