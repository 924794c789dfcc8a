// Where the tests of locksmithctl run: a store in memory, a machine that is not this one, and what was printed.

import { encode, semaphoreKey } from '../../locksmith/semaphore.ts'
import { ok, type Outcome, unknown } from '../../runtime/operation.ts'
import type { Port } from '../../runtime/host.ts'
import type { WireRequest } from '../../runtime/wire.ts'
import type { StoreEnvelope } from '../../store/contract.ts'
import { Mvcc } from '../../store/mvcc.ts'
import { type CtlArguments, type CtlDependencies, type CtlExit, locksmithctl } from './locksmithctl-run.ts'

export const ME = 'b1b6b2e0c9a94dc2a2f3d1a7e4f0c001'
const ARGUMENTS: CtlArguments = { endpoints: ['http://e0:2379'], group: '', timeoutMs: 100 }

export class Desk implements CtlDependencies {
  readonly mvcc = new Mvcc()
  readonly printed: string[] = []
  readonly errors: string[] = []
  /** Endpoints that do not answer, with what becomes of their calls; and what becomes of writes everywhere. */
  readonly bad = new Map<string, Outcome<never>>()
  onWrite: 'applied' | 'lost' | 'raced' = 'applied'
  root = true
  machineId: string | undefined = ME
  reboots = 0
  onReboot: Outcome<void> = ok(undefined)
  closed = 0
  told: unknown[] = []
  onTell: Outcome<unknown> = ok('will reboot')

  async openStore(_kernel: unknown, endpoints: readonly string[]) {
    let current = 0
    const port: Port = (asked, reply) => {
      const { request } = asked as StoreEnvelope
      const refusal = this.bad.get(endpoints[current] as string)
      if (refusal) {
        current = (current + 1) % endpoints.length
        return reply.answer(refusal)
      }
      if (request.kind === 'range') return reply.answer(this.mvcc.range(request))
      if (request.kind !== 'txn') throw new Error(`not expected: ${request.kind}`)
      if (this.onWrite === 'raced') this.hold(['z'], 9)
      const outcome = this.mvcc.apply(request)
      reply.answer(this.onWrite === 'lost' ? unknown('no answer in time') : outcome)
    }
    return this.open(port)
  }

  async openWire(_kernel: unknown, url: string) {
    return this.open((asked, reply) => {
      const { kind: _, ...told } = asked as Extract<WireRequest, { readonly kind: 'request' }>
      this.told.push({ url, ...told })
      reply.answer(this.onTell)
    })
  }

  open(port: Port) {
    return { port, [Symbol.asyncDispose]: async () => void this.closed++ }
  }

  out = (line: string): void => void this.printed.push(line)
  err = (line: string): void => void this.errors.push(line)
  isRoot = (): boolean => this.root

  readMachineId = (): string => {
    if (this.machineId === undefined) throw new Error('ENOENT')
    return this.machineId
  }

  reboot = async (): Promise<Outcome<void>> => {
    this.reboots++
    this.holdersAtReboot = this.document()
    return this.onReboot
  }
  holdersAtReboot: unknown

  hold(holders: readonly string[], max: number, group = ''): void {
    this.put(encode({ free: max - holders.length, max, holders }), group)
  }

  put(value: string, group = ''): void {
    this.mvcc.apply({ kind: 'put', key: semaphoreKey(group), value })
  }

  document(group = ''): unknown {
    return JSON.parse(this.mvcc.get(semaphoreKey(group))?.value ?? 'null')
  }

  run(command?: string, argument?: string, more: Partial<CtlArguments> = {}): Promise<CtlExit> {
    const given = { ...(command === undefined ? {} : { command }), ...(argument === undefined ? {} : { argument }) }
    return locksmithctl({ ...ARGUMENTS, ...given, ...more }, this)
  }
}
