// Where fleet's own functional tests are told again: whole simulated clusters, and an operator who types fleetctl and asks
// the real API over the wire. What is asserted is what the world saw of processes and what the API answered, and the two
// must agree.

import { expect, test } from '@jest/globals'
import type { ApiClient } from '../src/fleet/api/client.ts'
import type { ApiReply } from '../src/fleet/api/message.ts'
import { listStates, type RemoteState } from '../src/fleet/ctl/remote.ts'
import type { Desk } from '../src/fleet/ctl/desk.ts'
import { perform, type VerbOptions, VERBS } from '../src/fleet/ctl/verbs.ts'
import { FLEET_SERVICE } from '../src/fleet/fleetd.ts'
import { judge, violatedBy } from '../src/harness/judge.ts'
import type { Event, MachineId } from '../src/history/event.ts'
import { copiesOf } from '../src/invariants/copies.ts'
import { viewOf } from '../src/invariants/view.ts'
import { askOperatorReboot } from '../src/machine/control.ts'
import { reference } from '../src/machine/reference.ts'
import { fleetOf, type MachineSpec, membersOf, type Topology } from '../src/machine/topology.ts'
import { QUICK, QUICK_FLEET, type Tuning } from '../src/machine/tuning.ts'
import { firstOf, now, ok, type Outcome, type Program, sleep } from '../src/runtime/operation.ts'
import { type Json, request } from '../src/runtime/wire.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { awaitEvent, cut, type CutDirection, type CutId, mend, powerCut, type Setting } from '../src/worlds/world.ts'

/** Whatever the latencies. */
const SEEDS = [1, 2, 3]

/** How long upstream's tests wait for what is to be so (functional/util). */
const PATIENCE_MS = 15_000

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

export interface Told {
  readonly exit: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** Where each unit runs: machines in their order, by unit in the order of the names. */
export type Placement = Readonly<Record<string, readonly MachineId[]>>

/** A simulated cluster with somebody who works at it. */
export class FleetBench {
  readonly events: Event[] = []
  /** The files of whoever types. */
  readonly files = new Map<string, string>()
  readonly #setting: Setting

  constructor(setting: Setting) {
    this.#setting = setting
  }

  /** The way to a machine's API. */
  api(machine: MachineId): ApiClient {
    const withinMs = 3 * this.#setting.tuning.callTimeoutMs
    return function* (sent): Program<Outcome<ApiReply>> {
      const outcome = yield* request(machine, FLEET_SERVICE, { ...sent }, withinMs)
      return outcome.kind === 'ok' ? ok(outcome.value as unknown as ApiReply) : outcome // the only server is fleet's
    }
  }

  /** One request, which is answered. */
  *ask(machine: MachineId, method: string, path: string, body?: Json): Program<ApiReply> {
    const contentTypes = body === undefined ? [] : ['application/json']
    const sent = {
      method,
      target: `/fleet/v1${path}`,
      contentTypes,
      body: body === undefined ? '' : JSON.stringify(body),
    }
    const outcome = yield* this.api(machine)(sent)
    if (outcome.kind !== 'ok') throw new Error(`${method} ${path} of ${machine}: ${outcome.reason}`)
    return outcome.value
  }

  /** Types a command of fleetctl. */
  *ctl(machine: MachineId, name: string, given: readonly string[], options: Partial<VerbOptions> = {}): Program<Told> {
    const verb = VERBS.find((one) => one.name === name)
    if (verb === undefined) throw new Error(`there is no verb ${name}`)
    const out: string[] = []
    const err: string[] = []
    const desk: Desk = {
      api: this.api(machine),
      readFile: (path) => {
        const text = this.files.get(path)
        return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
      },
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      verbatim: (text) => void out.push(text),
    }
    const plain: VerbOptions = {
      ...{ replace: false, noBlock: false, attempts: 8, full: true, noLegend: true, fields: undefined },
    }
    const running = perform(desk, verb, given, { ...plain, ...options })
    const first = yield* firstOf({ ended: running, late: pause(4 * PATIENCE_MS) })
    if (first.winner === 'late') throw new Error(`fleetctl ${name} ${given.join(' ')} waits still: ${err.at(-1)}`)
    return { exit: first.value, out, err }
  }

  /** Types one that must succeed, and returns what it printed. */
  *done(
    machine: MachineId,
    name: string,
    given: readonly string[],
    options?: Partial<VerbOptions>,
  ): Program<readonly string[]> {
    const told = yield* this.ctl(machine, name, given, options)
    if (told.exit !== 0)
      throw new Error(`fleetctl ${name} ${given.join(' ')}: ${[...told.out, ...told.err].join(' | ')}`)
    return told.out
  }

  /** Puts files there, and starts their units without waiting. */
  *start(machine: MachineId, units: Readonly<Record<string, string>>): Program<void> {
    for (const [name, text] of Object.entries(units)) this.files.set(name, text)
    yield* this.done(machine, 'start', Object.keys(units), { noBlock: true })
  }

  /** What runs, as the world sees it. */
  running(): Placement {
    const open = copiesOf(viewOf(this.#setting, [...this.events])).filter(({ end }) => end === undefined)
    return placementOf(open.map(({ unit, machine }) => [unit, machine]))
  }

  /** What is active, as a machine's API says. */
  *active(machine: MachineId): Program<Placement> {
    const states = yield* listStates(this.api(machine))
    const active = states.filter(({ systemdActiveState }) => systemdActiveState === 'active')
    return placementOf(active.map(({ name, machineID }) => [name, machineID]))
  }

  /** What systemd shows of a unit, machine by machine: `m0 loaded active running`. */
  *shown(machine: MachineId, unit: string): Program<readonly string[]> {
    const words = (state: RemoteState) =>
      `${state.machineID} ${state.systemdLoadState} ${state.systemdActiveState} ${state.systemdSubState}`
    return (yield* listStates(this.api(machine), unit)).map(words).toSorted()
  }

  /** The first placement with so many copies that API and world agree on, and that is still so two seconds later. */
  *settled(machine: MachineId, copies: number): Program<Placement> {
    let agreed: Placement = {}
    yield* this.eventually(
      () => `${copies} copies of units run; the world sees ${JSON.stringify(this.running())}`,
      () => this.#agree(machine, copies, (placement) => (agreed = placement)),
    )
    yield* sleep(2_000)
    expect([yield* this.active(machine), this.running()]).toEqual([agreed, agreed])
    return agreed
  }

  *#agree(machine: MachineId, copies: number, found: (placement: Placement) => void): Program<boolean> {
    const placement = yield* this.active(machine)
    found(placement)
    if (Object.values(placement).flat().length !== copies) return false
    return JSON.stringify(placement) === JSON.stringify(this.running())
  }

  /** Looks every 100 ms, for as long as upstream's tests do. */
  *eventually(what: () => string, look: () => Program<boolean>): Program<void> {
    const deadline = (yield* now()) + PATIENCE_MS
    while (!(yield* look())) {
      if ((yield* now()) >= deadline) throw new Error(`not within ${PATIENCE_MS} ms: ${what()}`)
      yield* sleep(100)
    }
  }

  /** The first event from now on for which the predicate is true. */
  *happens(what: string, until: (event: Event) => boolean): Program<Event> {
    const first = yield* firstOf({ seen: awaited(until), late: pause(PATIENCE_MS) })
    if (first.winner === 'late') throw new Error(`not within ${PATIENCE_MS} ms: ${what}`)
    return first.value
  }

  /** Exactly these machines are in the registry. */
  *untilPresent(machine: MachineId, ids: readonly MachineId[]): Program<void> {
    yield* this.eventually(
      () => `${machine} sees ${ids.join(' ')}`,
      () => this.#sees(machine, ids),
    )
  }

  *#sees(machine: MachineId, ids: readonly MachineId[]): Program<boolean> {
    const outcome = yield* this.api(machine)({
      method: 'GET',
      target: '/fleet/v1/machines',
      contentTypes: [],
      body: '',
    })
    if (outcome.kind !== 'ok' || outcome.value.status !== 200) return false
    const { machines = [] } = outcome.value.body as { machines?: readonly { id: string }[] }
    return machines.map(({ id }) => id).join(' ') === ids.join(' ')
  }

  /** `systemctl stop fleet`: here a machine's fleet leaves when the machine shuts down. It stays off. */
  *shutDown(machine: MachineId): Program<void> {
    const asked = yield* askOperatorReboot(machine, PATIENCE_MS)
    expect(asked).toEqual(ok('rebooting'))
    yield* this.happens(`${machine} is off`, (event) => event.kind === 'machine.off' && event.machine === machine)
    yield* powerCut(machine)
  }

  /** Cuts a machine from every member of the store; the handles mend it. */
  *cutOff(machine: MachineId, direction: CutDirection): Program<readonly CutId[]> {
    const cuts: CutId[] = []
    for (const each of membersOf(this.#setting.topology)) cuts.push(yield* cut(machine, each, direction))
    return cuts
  }

  *mend(cuts: readonly CutId[]): Program<void> {
    for (const each of cuts) yield* mend(each)
  }
}

function* awaited(until: (event: Event) => boolean): Program<Event> {
  return yield* awaitEvent(until)
}

function* pause(ms: number): Program<void> {
  yield* sleep(ms)
}

function placementOf(pairs: readonly (readonly [unit: string, machine: MachineId])[]): Placement {
  const placement: Record<string, MachineId[]> = {}
  for (const [unit, machine] of pairs.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))) {
    ;(placement[unit] ??= []).push(machine)
  }
  return placement
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
export function acceptance(name: string, options: BenchOptions, story: (bench: FleetBench) => Program<void>): void {
  test.each(SEEDS)(`${name} (seed %i)`, (seed) => {
    const setting: Setting = { topology: options.topology, tuning: options.tuning ?? TUNING }
    const bench = new FleetBench(setting)
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
  bench: FleetBench,
  { topology, off = [] }: BenchOptions,
  story: (bench: FleetBench) => Program<void>,
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
