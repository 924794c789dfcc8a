// What the tests of engines share: daemons without an agent, and units that they place.

import { answerOf, configOf, ENGINE_TTL_MS, fleetTrial, type Told } from '../session/session-fixture.ts'
import type { FleetConfig } from '../config.ts'
import { openRegistryCache } from '../registry/registry-cache.ts'
import { createUnit, destroyUnit, setTargetState } from '../registry/units.ts'
import type { Host, Port } from '../../runtime/host.ts'
import { STORE_PORT, type StoreEnvelope } from '../../store/contract.ts'
import type { Outcome, Program } from '../../runtime/operation.ts'
import { openSession } from '../session/lease-session.ts'
import type { SessionMemory } from '../session/session.ts'
import { fleetEngine } from './engine.ts'
import { ENGINE_RULES, type EngineRules } from './rules.ts'
import type { EngineParts } from './leadership.ts'

export const SERVICE = '[Service]\nExecStart=/bin/sleep 100\n'

export interface Daemon {
  readonly host: ReturnType<ReturnType<typeof fleetTrial>['computer']>
  readonly parts: EngineParts
  /** The daemon and all that it does are gone. */
  readonly crash: () => void
}

export function engineTrial(names: readonly string[], rules: EngineRules = ENGINE_RULES) {
  const t = fleetTrial()

  const daemon = (
    name: string,
    more: Partial<FleetConfig> = {},
    memory: SessionMemory = { lease: undefined },
  ): Daemon => {
    const host = t.computer(name)
    const config = configOf(name, more)
    const parts: EngineParts = {
      config,
      cache: openRegistryCache(config),
      session: openSession(config, memory),
    }
    const programs = [parts.cache.run(), parts.session.run(), fleetEngine(parts, rules)]
    const tasks = programs.map((program) => host.start(program))
    return { host, parts, crash: () => tasks.forEach((task) => t.kernel.drop(task)) }
  }

  const daemons = names.map((name) => daemon(name))

  const outcome = <T>(program: Program<Outcome<T>>): T => {
    const box: { outcome: Outcome<T> | undefined } = { outcome: undefined }
    t.run(
      t.desk,
      (function* (): Program<void> {
        box.outcome = yield* program
      })(),
    )
    t.pass(50)
    return answerOf(box)
  }

  return {
    ...t,
    daemon,
    daemons,
    create: (name: string, xFleet = '') =>
      outcome(createUnit(name, xFleet ? `${SERVICE}\n[X-Fleet]\n${xFleet}\n` : SERVICE, 'launched')),
    destroy: (name: string) => outcome(destroyUnit(name)),
    aim: (name: string, state: 'inactive' | 'loaded' | 'launched') => outcome(setTargetState(name, state)),
    target: (name: string): string | undefined => t.stored().get(`job/${name}/target`)?.value,
    /** Whose key the leader's is. */
    leader: (): string | undefined => {
      const record = t.stored().get('lease/engine-leader')
      return record && (JSON.parse(record.value) as { MachineID: string }).MachineID
    },
    find: (name: string): Daemon => {
      const found = daemons.find(({ host }) => host.name === name)
      if (found === undefined) throw new Error(`no ${name}`)
      return found
    },
  }
}

/** Hands a host's transactions to a test, which lets them go or not. */
export function onTxn(host: Host, caught: (envelope: StoreEnvelope, send: () => void) => void): void {
  const port = host.ports[STORE_PORT]
  const tapped: Port = (envelope, reply) => {
    const asked = envelope as StoreEnvelope
    if (asked.request.kind === 'txn') caught(asked, () => port?.(envelope, reply))
    else port?.(envelope, reply)
  }
  Object.assign(host.ports, { [STORE_PORT]: tapped })
}

/** A program whose answer is not looked at. */
export function* ignoring(program: Program<unknown>): Program<void> {
  yield* program
}

/** Waits long enough for a leader that is gone to be followed by another. */
export const SUCCESSION_MS = ENGINE_TTL_MS + 1000

export const ofKind = (told: readonly Told[], kind: Told['kind']): readonly Told[] =>
  told.filter((event) => event.kind === kind)
