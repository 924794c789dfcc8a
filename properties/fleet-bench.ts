// Where fleet's own functional tests are told again: whole simulated clusters, and an operator who types fleetctl and asks
// the real API over the wire. What is asserted is what the world saw of processes and what the API answered, and the two
// must agree.

import { expect, test } from '@jest/globals'
import { judge, violatedBy } from '../src/harness/judge.ts'
import type { MachineId } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import { fleetOf, type MachineSpec, type Topology } from '../src/machine/topology.ts'
import { QUICK, QUICK_FLEET, type Tuning } from '../src/machine/tuning.ts'
import type { Program } from '../src/runtime/operation.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { powerCut, type Setting } from '../src/worlds/world.ts'
import { FleetOperator } from './fleet-operator.ts'

/** Whatever the latencies. */
const SEEDS = [1, 2, 3]

/** Upstream's fixture: a machine that says nothing is missed after 3 s, and its host's name is its metadata. */
export const TUNING: Tuning = { ...QUICK, fleet: QUICK_FLEET }

const member = (id: string): MachineSpec => ({ id, roles: ['etcd'], group: 'etcd', strategy: 'off' })

/** A store of three members, and machines m0, m1, … with fleet. Each has a lock of its own: this is not about locks. */
export function fleetTopology(machines: number, change: (id: string) => Partial<MachineSpec> = () => ({})): Topology {
  const workers = Array.from({ length: machines }, (_, index): MachineSpec => {
    const id = `m${index}`
    return {
      id,
      roles: ['worker'],
      group: id,
      strategy: 'off',
      fleet: { metadata: { hostname: id } },
      ...change(id),
    }
  })
  return { machines: [...['s0', 's1', 's2'].map(member), ...workers] }
}

export interface BenchOptions {
  readonly topology: Topology
  readonly tuning?: Tuning
  /** Machines that have no power yet when the story begins. */
  readonly off?: readonly MachineId[]
}

/**
 * One of upstream's functional tests, by its name: a story on a cluster, under several seeds. No promise may be broken on
 * the way and no program may crash.
 */
export function acceptance(name: string, options: BenchOptions, story: (bench: FleetOperator) => Program<void>): void {
  test.each(SEEDS)(`${name} (seed %i)`, (seed) => {
    const setting: Setting = { topology: options.topology, tuning: options.tuning ?? TUNING }
    const bench = new FleetOperator(setting)
    simWorld.runNow({
      ...setting,
      seed,
      platform: reference,
      conductor: conducted(bench, options, story),
      onEvent: (event) => void bench.events.push(event),
    })
    expect(bench.events.filter(({ kind }) => kind === 'program.crashed')).toEqual([])
    expect(violatedBy(judge(setting, bench.events))).toEqual([])
  })
}

function* conducted(
  bench: FleetOperator,
  { topology, off = [] }: BenchOptions,
  story: (bench: FleetOperator) => Program<void>,
): Program<void> {
  for (const machine of off) yield* powerCut(machine)
  const present = fleetOf(topology).filter((machine) => !off.includes(machine))
  yield* bench.untilPresent(present[0] ?? '', present)
  yield* story(bench)
}

/** A unit file: a service that runs until it is stopped, unless another one is given. */
export const unitFile = (fleet: readonly string[], service: readonly string[] = ['ExecStart=/usr/bin/app']): string =>
  `[Service]\n${service.join('\n')}\n${fleet.length === 0 ? '' : `\n[X-Fleet]\n${fleet.join('\n')}\n`}`

export const HELLO = unitFile([])
export const GOODBYE = unitFile([], ['ExecStart=/usr/bin/app --stop-ms 100'])
export const GLOBAL = unitFile(['Global=true'])
/** Mutually exclusive: conflict.0.service and so on. */
export const CONFLICT = unitFile(['Conflicts=conflict.*.service'])

/** So many units of one file, by name. */
export const instances = (count: number, name: (i: number) => string, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), text]))
