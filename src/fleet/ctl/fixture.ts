// Where the tests of fleetctl run: an operator before a fleet, with files, on virtual time; and what was printed.

import type { Host } from '../../runtime/host.ts'
import { fail, ok, type Outcome, type Program, sleep } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import type { ApiClient } from '../api/client.ts'
import type { ApiReply, ApiRequest } from '../api/message.ts'
import type { CtlExit, Desk, LocalFile } from './desk.ts'
import { FleetDouble } from './fleet-fixture.ts'
import { perform, type VerbOptions, VERBS } from './verbs.ts'

const OPTIONS: VerbOptions = {
  ...{ replace: false, noBlock: false, attempts: 0, full: false, noLegend: false, fields: undefined },
}

export class CtlBench implements Desk {
  readonly fleet = new FleetDouble()
  readonly files = new Map<string, string>()
  printed: string[] = []
  errors: string[] = []
  readonly #runner = virtualRunner()
  /** What becomes of a request in place of being answered. */
  lost: (asked: ApiRequest) => Outcome<never> | undefined = () => undefined
  readonly api: ApiClient

  constructor() {
    this.fleet.later = (ms, then) => this.#runner.timers.callAt(this.nowMs + ms, then)
    const exchange = (asked: ApiRequest): Outcome<ApiReply> => this.lost(asked) ?? ok(this.fleet.answer(asked))
    this.api = function* (asked) {
      yield* sleep(1)
      return exchange(asked)
    }
  }

  get nowMs(): number {
    return this.#runner.timers.now()
  }

  readFile(path: string): LocalFile {
    const text = this.files.get(path)
    if (text === 'unreadable') return { kind: 'unreadable', why: 'may not be read' }
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
  }

  out = (line: string): void => void this.printed.push(line)
  err = (line: string): void => void this.errors.push(line)
  verbatim = (text: string): void => void this.printed.push(text)

  /** Runs a verb for at most a minute. Undefined: it waits still. */
  run(name: string, given: readonly string[] = [], options: Partial<VerbOptions> = {}): CtlExit | undefined {
    this.printed = []
    this.errors = []
    const verb = VERBS.find((one) => one.name === name)
    if (!verb) throw new Error(`there is no verb ${name}`)
    return this.finish(perform(this, verb, given, { ...OPTIONS, ...options }))
  }

  finish<T>(program: Program<T>): T | undefined {
    let ended: { readonly value: T } | undefined
    const random = new RandomStream(0, 'operator')
    const host: Host = { name: 'operator', random, ports: {}, record: () => {}, crashed: () => {}, frozen: false }
    this.#runner.kernel.start('fleetctl', host, program, (ending) => {
      if (ending.kind !== 'returned') throw ending.kind === 'threw' ? ending.error : new Error('dropped')
      ended = { value: ending.value }
    })
    this.#runner.timers.advance(this.nowMs + 60_000, () => ended !== undefined)
    return ended?.value
  }
}

export const SILENT = fail('http://f does not answer: connect ECONNREFUSED')
