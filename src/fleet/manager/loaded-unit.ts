// A unit whose file lies on the machine: the file, what systemd has read of it, and the unit's run.

import type { Program } from '../../runtime/operation.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import type { UnitName } from '../unit.ts'
import { type Definition, definitionOf } from './definition.ts'
import type { ManagedUnit, SystemdState } from './manager.ts'
import type { ServiceDefaults } from './service.ts'
import { ServiceUnit } from './service-unit.ts'
import { TargetUnit } from './target-unit.ts'
import type { Surroundings, UnitRun } from './unit-run.ts'

export interface LoadedFile {
  readonly options: readonly UnitOption[]
  readonly hash: string
}

type ServiceDefinition = Extract<Definition, { readonly kind: 'service' }>

export class LoadedUnit {
  readonly name: UnitName
  readonly run: UnitRun
  file: LoadedFile
  /** It is being unloaded. */
  leaving = false
  /** The file that was there when it was last started. */
  #startedFrom: LoadedFile | undefined
  /** Undefined until systemd has read the file. */
  #definition: Definition | undefined
  #readFrom: LoadedFile | undefined
  /** What a run goes by: the last definition that made sense, lest a unit could not be stopped any more. */
  #service: ServiceDefinition | undefined

  constructor(name: UnitName, file: LoadedFile, around: Omit<Surroundings, 'service'>) {
    this.name = name
    this.file = file
    const surroundings = { ...around, service: () => this.#runsBy() }
    this.run = name.endsWith('.target') ? new TargetUnit(surroundings) : new ServiceUnit(name, surroundings)
  }

  /** Reads the file again, if there is another one. */
  read(defaults: ServiceDefaults): void {
    if (this.#readFrom === this.file) return
    const definition = definitionOf(this.name, this.file.hash, this.file.options, defaults)
    if (definition.kind === 'service') this.#service = definition
    this.#definition = definition
    this.#readFrom = this.file
  }

  /** Why it cannot be started. */
  problem(): string | undefined {
    if (!this.#definition) return `Unit ${this.name} not found.`
    if (this.#definition.kind !== 'error') return undefined
    return `Unit ${this.name} has a bad unit file setting: ${this.#definition.reason}.`
  }

  *start(): Program<void> {
    this.#startedFrom = this.file
    yield* this.run.start()
  }

  shown(): ManagedUnit {
    const { active, alive, sub } = this.run
    const state = { load: this.#load(), active, sub }
    return { name: this.name, hash: this.file.hash, state, alive, started: this.#startedFrom === this.file }
  }

  #load(): SystemdState['load'] {
    if (!this.#definition) return 'not-found'
    return this.#definition.kind === 'error' ? 'error' : 'loaded'
  }

  /** @throws Error where nothing was read that could run: such a unit is never started */
  #runsBy(): ServiceDefinition {
    if (!this.#service) throw new Error(`the unit ${this.name} runs, and has no definition`)
    return this.#service
  }
}
