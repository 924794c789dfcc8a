// How an update engine's reports reach the server. Those that end an update are kept until they are heard: a server that
// never hears of a success keeps the machine's place in the rollout, and one that never hears of a failure goes on with it
// (coreos/bugs #327). Sending never fails an update.

import type { Program } from '../../runtime/operation.ts'
import { denialKind } from '../omaha/denial.ts'
import type { RequestEvent } from '../omaha/messages.ts'
import type { CheckAnswer } from './check-schedule.ts'
import type { EngineConfig } from './config.ts'
import type { EngineMemory } from './memory.ts'
import { askServer } from './ports.ts'
import { type EnginePrefs, withReports } from './prefs.ts'
import { reportMessage } from './reports.ts'

/** `unheard`: with the answer that came in its place. */
type Delivery = { readonly kind: 'heard' } | ({ readonly kind: 'unheard'; readonly why: string } & CheckAnswer)

export class Reporter {
  readonly #config: EngineConfig
  readonly #memory: EngineMemory

  constructor(config: EngineConfig, memory: EngineMemory) {
    this.#config = config
    this.#memory = memory
  }

  /** Says how far an update is. What is not heard is not said again: later it would be wrong. */
  *progress(events: readonly RequestEvent[]): Program<void> {
    yield* this.#send(events)
  }

  /** Says what must be heard, now or later; remembers it together with `fields`, in one write. */
  *tell(events: readonly RequestEvent[], fields: Partial<EnginePrefs> = {}): Program<void> {
    yield* this.#memory.change({ ...fields, reports: withReports(this.#memory.prefs.reports, events) })
    yield* this.deliver()
  }

  /**
   * Says what was not heard yet, in a message of its own. In that of a check it could be heard twice, the second time after
   * a new grant, of which it would then be taken to speak.
   */
  *deliver(): Program<Delivery> {
    const { reports } = this.#memory.prefs
    if (reports.length === 0) return HEARD
    const delivery = yield* this.#send(reports)
    if (delivery.kind === 'heard') yield* this.#memory.change({ reports: [] })
    return delivery
  }

  *#send(events: readonly RequestEvent[]): Program<Delivery> {
    const { appId, server, channel, callTimeoutMs } = this.#config
    if (channel === null) return { kind: 'unheard', why: 'the machine has no update server' }
    const answer = yield* askServer(server, reportMessage(this.#config, channel, events), callTimeoutMs)
    if (answer.kind !== 'ok') return { kind: 'unheard', why: answer.reason }
    const { status, response } = answer.value
    if (status >= 500) return { kind: 'unheard', why: `HTTP status ${status}`, status }
    // A server that cannot reach its store acknowledges events all the same, but its app's status tells.
    const app = response?.apps.find((each) => each.appId === appId)
    if (app !== undefined && denialKind(app.status) === 'server') return { kind: 'unheard', why: app.status, status }
    return HEARD
  }
}

const HEARD: Delivery = { kind: 'heard' }
