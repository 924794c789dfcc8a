// Somebody who works at a simulated cluster of fleet: types fleetctl, asks the API over the wire, and looks at what runs, as
// the API has it and as the world saw it. The cluster and the tests: fleet-bench.ts.

import { expect } from '@jest/globals'
import type { ApiClient } from '../src/fleet/api/client.ts'
import type { ApiReply, ApiRequest } from '../src/fleet/api/message.ts'
import type { Desk } from '../src/fleet/ctl/desk.ts'
import { listStates, type RemoteState } from '../src/fleet/ctl/remote.ts'
import { perform, type VerbOptions, VERBS } from '../src/fleet/ctl/verbs.ts'
import { FLEET_SERVICE } from '../src/fleet/fleetd.ts'
import type { Event, MachineId } from '../src/history/event.ts'
import { askOperatorReboot } from '../src/machine/control.ts'
import { membersOf } from '../src/machine/topology.ts'
import { firstOf, now, ok, type Outcome, type Program, sleep } from '../src/runtime/operation.ts'
import { type Json, request } from '../src/runtime/wire.ts'
import { awaitEvent, cut, type CutDirection, type CutId, mend, powerCut, type Setting } from '../src/worlds/world.ts'
import { type Placement, placementOf, runningIn } from './fleet-running.ts'

/** How long upstream's tests wait for what is to be so (functional/util). */
const PATIENCE_MS = 15_000

const PLAIN: VerbOptions = {
  ...{ replace: false, noBlock: false, attempts: 8, full: true, noLegend: true, fields: undefined },
}

export interface Told {
  readonly exit: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** At one cluster. */
export class FleetOperator {
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
    const outcome = yield* this.api(machine)(requestOf(method, path, body))
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
    const running = perform(desk, verb, given, { ...PLAIN, ...options })
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
    return runningIn(this.#setting, [...this.events])
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
    const outcome = yield* this.api(machine)(requestOf('GET', '/machines'))
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

function requestOf(method: string, path: string, body?: Json): ApiRequest {
  const contentTypes = body === undefined ? [] : ['application/json']
  return { method, target: `/fleet/v1${path}`, contentTypes, body: body === undefined ? '' : JSON.stringify(body) }
}

function* awaited(until: (event: Event) => boolean): Program<Event> {
  return yield* awaitEvent(until)
}

function* pause(ms: number): Program<void> {
  yield* sleep(ms)
}
