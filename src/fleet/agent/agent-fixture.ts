// What the tests of this room share: a unit manager without processes, and machines whose agents run on a simulated store.

import { Mailbox } from '../../runtime/mailbox.ts'
import { fail, now, ok, type Outcome, type Program, receive, send, spawn } from '../../runtime/operation.ts'
import type { FleetConfig } from '../config.ts'
import type { FleetParts } from '../daemon.ts'
import type { ManagedUnit, SystemdState, UnitManager } from '../manager/manager.ts'
import { readUnit } from '../read-unit.ts'
import { jobKey } from '../registry/keys.ts'
import { openRegistryCache } from '../registry/registry-cache.ts'
import { createUnit } from '../registry/units.ts'
import { openSession } from '../session/lease-session.ts'
import { configOf, fleetTrial } from '../session/session-fixture.ts'
import type { SessionMemory } from '../session/session.ts'
import type { TargetState, UnitName } from '../unit.ts'
import { fleetAgent } from './agent.ts'
import { AGENT_RULES, type AgentRules } from './rules.ts'

export const fileOf = (text = 'a', fleet = ''): string =>
  `[Service]\nExecStart=/bin/${text}\n\n[X-Fleet]\nX=y\n${fleet}`

const RUNNING: SystemdState = { load: 'loaded', active: 'active', sub: 'running' }
const STOPPING: SystemdState = { load: 'loaded', active: 'deactivating', sub: 'stop-sigterm' }
const DEAD: SystemdState = { load: 'loaded', active: 'inactive', sub: 'dead' }
const FAILED: SystemdState = { load: 'loaded', active: 'failed', sub: 'failed' }

export class FakeManager implements UnitManager {
  allowed: { readonly units: ReadonlySet<UnitName>; readonly until: number } = { units: new Set(), until: Infinity }
  /** What it was asked to do, in order. */
  readonly orders: string[] = []
  /** Orders that fail, and why. */
  readonly failures = new Map<string, string>()
  /** Units that stop only when they are told to end. */
  readonly slow = new Set<UnitName>()
  readonly #units = new Map<UnitName, ManagedUnit>()
  readonly #leaving = new Set<UnitName>()
  readonly #subscribers: Mailbox<'changed'>[] = []
  readonly #news = new Mailbox<'changed'>()

  units(): readonly ManagedUnit[] {
    return [...this.#units.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Enforces the fence. */
  *run(): Program<void> {
    for (;;) {
      const { units, until } = this.allowed
      if ((yield* now()) >= until) for (const name of units) if (this.unit(name)?.alive) yield* this.show(name, FAILED)
      yield* receive(this.#news, Math.max(1, until - (yield* now())))
    }
  }

  unit(name: UnitName): ManagedUnit | undefined {
    return this.#units.get(name)
  }

  subscribe(mailbox = new Mailbox<'changed'>()): Mailbox<'changed'> {
    this.#subscribers.push(mailbox)
    return mailbox
  }

  /** A unit comes into a state, by itself. */
  *show(name: UnitName, state: SystemdState, alive = false): Program<void> {
    const unit = this.#units.get(name)
    if (!unit) return
    this.#units.set(name, { ...unit, state, alive })
    if (!alive && this.#leaving.delete(name)) this.#units.delete(name)
    for (const mailbox of this.#subscribers) if (mailbox.messages.length === 0) yield* send(mailbox, 'changed')
  }

  *load(name: UnitName, text: string): Program<Outcome<void>> {
    const ordered = this.#order('load', name)
    if (ordered.kind !== 'ok') return ordered
    this.#units.set(name, { name, hash: readUnit(name, text).hash, state: DEAD, alive: false, started: false })
    yield* this.show(name, DEAD)
    return ordered
  }

  *unload(name: UnitName): Program<Outcome<void>> {
    const ordered = this.#order('unload', name)
    if (ordered.kind !== 'ok') return ordered
    this.#leaving.add(name)
    yield* this.#end(name)
    return ordered
  }

  *reload(): Program<void> {
    this.orders.push('reload')
    for (const mailbox of this.#subscribers) if (mailbox.messages.length === 0) yield* send(mailbox, 'changed')
  }

  *start(name: UnitName): Program<Outcome<void>> {
    const ordered = this.#order('start', name)
    if (this.allowed.units.has(name) && (yield* now()) >= this.allowed.until) return fail('no leave to run')
    const unit = this.#units.get(name)
    if (unit) this.#units.set(name, { ...unit, started: true })
    if (ordered.kind === 'ok') yield* this.show(name, RUNNING, true)
    return ordered
  }

  *stop(name: UnitName): Program<Outcome<void>> {
    const ordered = this.#order('stop', name)
    if (ordered.kind === 'ok') yield* this.#end(name)
    return ordered
  }

  *allow(units: ReadonlySet<UnitName>, until: number): Program<void> {
    this.allowed = { units, until }
    yield* send(this.#news, 'changed')
  }

  *#end(name: UnitName): Program<void> {
    const isSlow = this.slow.has(name) && this.unit(name)?.alive === true
    yield* this.show(name, isSlow ? STOPPING : DEAD, isSlow)
  }

  #order(kind: string, name: UnitName): Outcome<void> {
    this.orders.push(`${kind} ${name}`)
    const why = this.failures.get(`${kind} ${name}`)
    return why === undefined ? ok(undefined) : fail(why)
  }
}

/** Machines with agents, and who says what is to run on them: there is no engine. */
export function agentTrial(names: readonly string[] = ['m0'], seed = 1) {
  const t = fleetTrial(seed)

  const machines = names.map((name) => {
    const computer = t.computer(name)
    const manager = new FakeManager()
    computer.start(manager.run())
    const memory: SessionMemory = { lease: undefined }
    const config: FleetConfig = configOf(name)
    /** Starts a daemon; returns what ends it, as a crash does, and its parts. */
    const daemon = (rules: AgentRules = AGENT_RULES) => {
      const cache = openRegistryCache(config)
      const session = openSession(config, memory)
      const parts: FleetParts = { config, cache, session, manager }
      let agent = undefined as ReturnType<typeof computer.start> | undefined
      const task = computer.start(
        (function* (): Program<void> {
          yield* spawn('registry', cache.run())
          yield* spawn('session', session.run())
          agent = yield* spawn('agent', fleetAgent(parts, rules))
          yield* receive(new Mailbox<never>())
        })(),
      )
      return {
        parts,
        crash: () => t.kernel.drop(task),
        endAgent: () => {
          if (agent) t.kernel.drop(agent)
        },
      }
    }
    const does = (program: Program<void>): void => {
      computer.start(program)
      t.pass(0)
    }
    return { name, computer, manager, daemon, does, told: computer.told }
  })

  const desk = (program: Program<unknown>, ms = 300): void => {
    t.run(t.desk, program)
    t.pass(ms)
  }

  const create = (unit: UnitName, state: TargetState, text = fileOf()): void => desk(createUnit(unit, text, state))
  const schedule = (unit: UnitName, machine: string): void => t.store(jobKey(unit, 'target'), machine)
  /** Who may run the unit, by the store. */
  const claimant = (unit: UnitName): string | undefined => t.stored().get(`job/${unit}/job-state`)?.value

  return { ...t, machines, m0: machines[0]!, m1: machines[1]!, does: desk, create, schedule, claimant }
}
