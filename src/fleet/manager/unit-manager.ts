// The unit manager of one boot of a machine: systemd, as far as fleet uses it. Its orders are noted at once, in whatever
// program they are given; what follows from them runs as its own (`run`), which no crash of an agent ends.
//
// Source: systemctl(1), org.freedesktop.systemd1(5). Two things are not as in systemd, for fleet's sake. A unit's file and
// what is known of it stay until the unit has really stopped (coreos/fleet #1000, #1216: the file was gone first, and the
// unit could not be stopped properly any more); and some units have leave to run until a certain time only.

import { Mailbox } from '../../runtime/mailbox.ts'
import { fail, now, ok, type Outcome, type Program, receive, send, spawn } from '../../runtime/operation.ts'
import { hashOf } from '../unit-file/hash.ts'
import { parseUnitFile, UnitFileInvalid } from '../unit-file/parse.ts'
import type { UnitName } from '../unit.ts'
import { Leave } from './leave.ts'
import { type LoadedFile, LoadedUnit } from './loaded-unit.ts'
import type { ManagedUnit, UnitManager } from './manager.ts'
import { queueJob } from './processes.ts'
import type { ServiceDefaults } from './service.ts'

export interface RunningManager extends UnitManager {
  /** What the manager does; runs for as long as the machine does. */
  readonly run: () => Program<void>
}

/** @param config `stopTimeoutMs`: how long a unit may take to stop where its file does not say */
export const openUnitManager = (config: ServiceDefaults): RunningManager => new Manager(config)

const DONE = ok(undefined)

class Manager implements RunningManager {
  readonly #defaults: ServiceDefaults
  readonly #leave = new Leave()
  readonly #units = new Map<UnitName, LoadedUnit>()
  /** Units that were loaded while an older one of their name is being unloaded: they wait for its end. */
  readonly #next = new Map<UnitName, LoadedUnit>()
  /** Units whose programs are to be started. */
  readonly #arrivals = new Mailbox<LoadedUnit>()
  readonly #subscribers: Mailbox<'changed'>[] = []
  #shown: readonly ManagedUnit[] | undefined

  constructor(defaults: ServiceDefaults) {
    this.#defaults = defaults
  }

  *run(): Program<void> {
    for (;;) {
      const arrival = yield* receive(this.#arrivals)
      if (arrival.kind === 'message') yield* spawn(arrival.message.name, arrival.message.run.run())
    }
  }

  units(): readonly ManagedUnit[] {
    this.#shown ??= [...this.#units.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((unit) => unit.shown())
    return this.#shown
  }

  subscribe(mailbox = new Mailbox<'changed'>()): Mailbox<'changed'> {
    this.#subscribers.push(mailbox)
    return mailbox
  }

  *load(name: UnitName, text: string): Program<Outcome<void>> {
    const file = read(text)
    if (file.kind !== 'ok') return file
    const unit = this.#ordered(name)
    if (unit) {
      unit.file = file.value
    } else {
      const fresh = this.#fresh(name, file.value)
      if (this.#units.has(name)) this.#next.set(name, fresh)
      else yield* this.#put(fresh)
    }
    yield* this.#changed()
    return DONE
  }

  *unload(name: UnitName): Program<Outcome<void>> {
    this.#next.delete(name)
    const unit = this.#units.get(name)
    if (!unit) return DONE
    unit.leaving = true
    yield* unit.run.stop()
    if (unit.run.atRest) yield* this.#rested(unit)
    return DONE
  }

  *reload(): Program<void> {
    for (const unit of [...this.#units.values(), ...this.#next.values()]) {
      if (!unit.leaving) unit.read(this.#defaults)
    }
    yield* this.#changed()
  }

  *start(name: UnitName): Program<Outcome<void>> {
    const queued = yield* queueJob()
    if (queued.kind !== 'ok') return queued
    const unit = this.#ordered(name)
    if (!unit) return fail(`Unit ${name} not found.`)
    const problem = unit.problem()
    if (problem !== undefined) return fail(problem)
    if ((yield* now()) >= this.#leave.until(name)) return fail(`Unit ${name} has no leave to run.`)
    yield* unit.start()
    return DONE
  }

  *stop(name: UnitName): Program<Outcome<void>> {
    const unit = this.#ordered(name) ?? this.#units.get(name)
    if (!unit) return fail(`Unit ${name} not loaded.`)
    yield* unit.run.stop()
    return DONE
  }

  *allow(units: ReadonlySet<UnitName>, until: number): Program<void> {
    for (const name of this.#leave.give(units, until, (each) => this.#units.has(each))) {
      const unit = this.#units.get(name)
      if (unit) yield* unit.run.reconsider()
    }
  }

  /** The unit that an order by this name is for; undefined where there is none, or it is on its way out. */
  #ordered(name: UnitName): LoadedUnit | undefined {
    const unit = this.#units.get(name)
    return unit?.leaving ? this.#next.get(name) : unit
  }

  #fresh(name: UnitName, file: LoadedFile): LoadedUnit {
    const unit: LoadedUnit = new LoadedUnit(name, file, {
      allowedUntil: () => this.#leave.until(name),
      changed: () => this.#changed(),
      rested: () => this.#rested(unit),
    })
    return unit
  }

  *#put(unit: LoadedUnit): Program<void> {
    this.#units.set(unit.name, unit)
    yield* send(this.#arrivals, unit)
  }

  /** Nothing of a unit is alive: if it is on its way out it goes, and who waits for that comes. */
  *#rested(unit: LoadedUnit): Program<void> {
    const { name } = unit
    if (!unit.leaving || this.#units.get(name) !== unit) return
    this.#units.delete(name)
    this.#leave.forget(name)
    yield* unit.run.retire()
    const next = this.#next.get(name)
    this.#next.delete(name)
    if (next) yield* this.#put(next)
    yield* this.#changed()
  }

  *#changed(): Program<void> {
    this.#shown = undefined
    for (const mailbox of this.#subscribers) if (mailbox.messages.length === 0) yield* send(mailbox, 'changed')
  }
}

function read(text: string): Outcome<LoadedFile> {
  try {
    const options = parseUnitFile(text)
    return ok({ options, hash: hashOf(options) })
  } catch (error) {
    if (!(error instanceof UnitFileInvalid)) throw error
    return fail(error.message)
  }
}
