// The fleet daemon of a machine, and what outlives its crashes. One daemon is all of fleet on a machine: it keeps a session
// and a cache of the registry, runs an agent and an engine that may lead, and serves the API.

import { Mailbox } from '../runtime/mailbox.ts'
import type { FleetFact } from '../history/event.ts'
import { cancel, type Program, receive, record, spawn } from '../runtime/operation.ts'
import type { Task } from '../runtime/task.ts'
import { type Incoming, type Json, respond, serve } from '../runtime/wire.ts'
import { fleetAgent } from './agent/agent.ts'
import { drain } from './agent/drain.ts'
import { isBackAgain } from './agent/back-again.ts'
import { answerApi, type ApiParts } from './api/api.ts'
import type { ApiReply, ApiRequest } from './api/message.ts'
import type { FleetConfig } from './config.ts'
import type { FleetParts } from './daemon.ts'
import { fleetEngine } from './engine/engine.ts'
import { openUnitManager } from './manager/unit-manager.ts'
import type { RegistryCache } from './registry/cache.ts'
import { openRegistryCache } from './registry/registry-cache.ts'
import { openSession } from './session/lease-session.ts'
import type { Session, SessionMemory } from './session/session.ts'

/** The name under which every machine serves fleet's API over the wire. */
export const FLEET_SERVICE = 'fleet'

/** What a variant may replace. */
export interface FleetPieces {
  readonly openCache: (config: FleetConfig) => RegistryCache
  readonly openSession: (config: FleetConfig, memory: SessionMemory) => Session
  readonly engine: (parts: FleetParts) => Program<void>
  readonly agent: (parts: FleetParts) => Program<void>
  readonly answerApi: (request: ApiRequest, parts: ApiParts) => Program<ApiReply>
}

export const FLEET: FleetPieces = {
  openCache: openRegistryCache,
  openSession,
  engine: (parts) => fleetEngine(parts),
  agent: (parts) => fleetAgent(parts),
  answerApi: (request, parts) => answerApi(request, parts),
}

/** One boot's: the unit manager and the session's memory are as they were when the daemon is started again. */
export class FleetDesk {
  readonly manager
  readonly #config: FleetConfig
  readonly #pieces: FleetPieces
  readonly #memory: SessionMemory = { lease: undefined }
  #parts: FleetParts | undefined
  #agent: Task<void> | undefined
  #leaving = false

  constructor(config: FleetConfig, pieces: FleetPieces) {
    this.#config = config
    this.#pieces = pieces
    this.manager = openUnitManager(config.tuning)
  }

  /** Runs for as long as it is let. */
  *daemon(): Program<void> {
    const { openCache, openSession: open, engine, agent } = this.#pieces
    const config = this.#config
    const parts = { config, cache: openCache(config), session: open(config, this.#memory), manager: this.manager }
    this.#parts = parts
    yield* record<FleetFact>({ kind: 'fleet.started', machine: config.machine })
    yield* spawn('registry', parts.cache.run())
    yield* spawn('session', parts.session.run())
    yield* spawn('engine', engine(parts))
    this.#agent = yield* spawn('agent', agent(parts))
    yield* this.#api(parts)
  }

  /** Everything that is to run, here and elsewhere, runs or has been tried: the cluster can spare another machine. */
  *isReady(): Program<boolean> {
    return this.#parts !== undefined && (yield* isBackAgain(this.#parts))
  }

  /** Stops all units, for `drainMs` at most, and leaves the cluster. */
  *shutDown(): Program<void> {
    this.#leaving = true
    if (this.#agent) yield* cancel(this.#agent) // it would start again what is stopped; the engine yields by itself
    if (this.#parts) yield* drain(this.#parts)
  }

  *#api(parts: FleetParts): Program<void> {
    const requests = new Mailbox<Incoming>()
    yield* serve(FLEET_SERVICE, requests)
    const serving = { ...parts, available: () => parts.session.lease !== undefined && !this.#leaving }
    for (;;) {
      const received = yield* receive(requests)
      if (received.kind === 'message') yield* spawn('api', this.#answered(received.message, serving))
    }
  }

  *#answered(incoming: Incoming, serving: ApiParts): Program<void> {
    const request = incoming.body as unknown as ApiRequest // only worlds send this
    const { status, body } = yield* this.#pieces.answerApi(request, serving)
    yield* respond(incoming, { status, ...(body !== undefined && { body }) } as Json)
  }
}
