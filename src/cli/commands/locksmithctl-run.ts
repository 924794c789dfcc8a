// What `seatrial locksmithctl` does once its arguments are known: finds an endpoint that answers, makes the attempt on
// the live runner, prints. The store, the terminal, the machine and its reboot are handed in, so that a test reboots nothing.

import { type CtlAnswer, ctlLock, ctlSetMax, ctlStatus, ctlUnlock } from '../../locksmith/ctl.ts'
import { semaphoreKey } from '../../locksmith/semaphore.ts'
import { askReboot } from '../../machine/control.ts'
import type { Port } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { liveRunner } from '../../runtime/live.ts'
import type { Outcome, Program } from '../../runtime/operation.ts'
import { WIRE_PORT } from '../../runtime/wire.ts'
import { FAILURES, range, STORE_PORT } from '../../store/contract.ts'
import { UsageError } from '../exit.ts'
import { desk, type Run } from './locksmithctl-desk.ts'
import { CTL_USAGE } from './locksmithctl-usage.ts'

/** Exit codes of locksmithctl: fine, failed, and wrong usage. */
export const CTL_EXIT = { ok: 0, failed: 1, usage: 2 } as const

export type CtlExit = (typeof CTL_EXIT)[keyof typeof CTL_EXIT]

export interface CtlArguments {
  readonly command?: string
  readonly argument?: string
  /** Such as `http://127.0.0.1:2379`; asked in this order. */
  readonly endpoints: readonly string[]
  readonly group: string
  /** How long the whole may take. */
  readonly timeoutMs: number
  /** Where a machine serves its control, such as `http://127.0.0.1:7070`. */
  readonly control?: string
}

/** A port that holds connections. */
export interface OpenPort extends AsyncDisposable {
  readonly port: Port
}

export interface CtlDependencies {
  /**
   * The store's port; a call may take `withinMs`. After a call that an endpoint does not answer the next is asked.
   * Rejects with a UsageError where there can be no client, as with files that are not what they should be.
   */
  openStore(kernel: Kernel, endpoints: readonly string[], withinMs: number): Promise<OpenPort>
  /** The wire's port, on which every name leads to `url`. */
  openWire(kernel: Kernel, url: string): Promise<OpenPort>
  out(line: string): void
  err(line: string): void
  /** Throws when there is none to read. */
  readMachineId(): string
  isRoot(): boolean
  /** `ok`: the machine is on its way down. `unknown`: it may be. */
  reboot(): Promise<Outcome<void>>
}

export async function locksmithctl(args: CtlArguments, dependencies: CtlDependencies): Promise<CtlExit> {
  const { command = 'help', argument, group } = args
  switch (command) {
    case 'status':
      return argument === undefined ? atStore(args, dependencies, (run) => run(ctlStatus(group))) : extra(dependencies)
    case 'lock':
    case 'unlock': {
      const id = machineOf(args, dependencies)
      const attempt = command === 'lock' ? ctlLock : ctlUnlock
      return typeof id === 'number' ? id : atStore(args, dependencies, (run) => run(attempt(group, id)))
    }
    case 'set-max': {
      if (argument === undefined) return fail(dependencies, 'New maximum value must be set.')
      const max = /^\d+$/.test(argument) ? Number(argument) : NaN
      if (!Number.isSafeInteger(max)) return fail(dependencies, `Invalid maximum value: ${argument}`)
      return atStore(args, dependencies, (run) => run(ctlSetMax(group, max)))
    }
    case 'reboot': {
      if (argument !== undefined) return extra(dependencies)
      if (!dependencies.isRoot()) return fail(dependencies, 'Must be root to initiate reboot.')
      const id = machineOf(args, dependencies)
      return typeof id === 'number' ? id : atStore(args, dependencies, (run) => reboot(run, group, id, dependencies))
    }
    case 'send-need-reboot':
      return argument === undefined ? sendNeedReboot(args, dependencies) : extra(dependencies)
    case 'help':
      for (const line of CTL_USAGE) dependencies.out(line)
      return CTL_EXIT.ok
    default:
      dependencies.out(`locksmithctl: unknown subcommand: "${command}"`)
      dependencies.out("Run 'seatrial locksmithctl help' for usage.")
      return CTL_EXIT.usage
  }
}

/**
 * Takes a slot and reboots. A slot that the machine holds already does not do: its daemon may be about to give that back.
 * When the reboot is refused, the slot is given back; locksmith leaves it taken, for a reboot that never comes. When it is
 * not known, the slot stays.
 */
async function reboot(run: Run, group: string, id: string, dependencies: CtlDependencies): Promise<CtlAnswer> {
  const locked = await run(ctlLock(group, id))
  if (locked.kind === 'failed') return locked
  const rebooted = await dependencies.reboot()
  if (rebooted.kind === 'ok') return { kind: 'done', lines: [] }
  const error = `Error rebooting: ${rebooted.reason}`
  if (rebooted.kind === 'unknown') return { kind: 'failed', error: `${error}; the slot is kept, for it may reboot yet` }
  const unlocked = await run(ctlUnlock(group, id))
  return { kind: 'failed', error: unlocked.kind === 'done' ? error : `${error}\n${unlocked.error}` }
}

async function sendNeedReboot(args: CtlArguments, dependencies: CtlDependencies): Promise<CtlExit> {
  const { control, timeoutMs } = args
  if (control === undefined) {
    dependencies.err('send-need-reboot needs --control <url>: where the machine serves its control')
    return CTL_EXIT.usage
  }
  using runner = liveRunner(Date.now())
  await using wire = await dependencies.openWire(runner.kernel, control)
  const told = await desk(runner.kernel, { [WIRE_PORT]: wire.port }, () => {})(askReboot(control, timeoutMs))
  if (told.kind !== 'ok') return fail(dependencies, `Error sending need-reboot: ${told.reason}`)
  if (typeof told.value !== 'string')
    return fail(dependencies, `Error sending need-reboot: ${JSON.stringify(told.value)}`)
  dependencies.out(told.value)
  return CTL_EXIT.ok
}

/** Does the work on the first endpoint that answers. */
async function atStore(
  args: CtlArguments,
  dependencies: CtlDependencies,
  work: (run: Run) => Promise<CtlAnswer>,
): Promise<CtlExit> {
  const { endpoints, group, timeoutMs } = args
  using runner = liveRunner(Date.now())
  // Each endpoint may have to be tried, and then come a read and a write.
  const withinMs = Math.max(1, Math.floor(timeoutMs / (endpoints.length + 2)))
  let opened: OpenPort
  try {
    opened = await dependencies.openStore(runner.kernel, endpoints, withinMs)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return fail(dependencies, `Error initializing etcd client: ${error.message}`)
  }
  await using store = opened
  let mayHaveHappened = false
  const run = desk(runner.kernel, { [STORE_PORT]: store.port }, (event) => {
    if (event.kind === 'lock.attempt-ended' && 'outcome' in event) mayHaveHappened = event.outcome === 'unknown'
  })
  if (!(await run(anyAnswers(endpoints.length, group)))) {
    return fail(dependencies, `no etcd endpoints available, tried: ${endpoints.join(', ')}`)
  }
  const answer = await work(run)
  if (answer.kind === 'failed') {
    return fail(dependencies, mayHaveHappened ? `${answer.error} (it may have happened: see the status)` : answer.error)
  }
  for (const line of answer.lines) dependencies.out(line)
  return CTL_EXIT.ok
}

/** A refusal is an answer too, and whoever asks is told it. */
const REFUSALS: ReadonlySet<string> = new Set([FAILURES.invalid, FAILURES.unauthenticated, FAILURES.forbidden])

/** Reads until an endpoint has answered, each once; after it the store stays with that endpoint. */
function* anyAnswers(endpoints: number, group: string): Program<boolean> {
  for (let tried = 0; tried < endpoints; tried++) {
    const read = yield* range({ key: semaphoreKey(group) })
    if (read.kind === 'ok' || REFUSALS.has(read.reason)) return true
  }
  return false
}

/** The machine id that was given, or this machine's own; an exit code where there is none. */
function machineOf({ argument }: CtlArguments, dependencies: CtlDependencies): string | CtlExit {
  if (argument === '') {
    dependencies.err('the machine id is empty')
    return CTL_EXIT.usage
  }
  if (argument !== undefined) return argument
  try {
    const id = dependencies.readMachineId()
    if (id !== '') return id
  } catch {
    // said below
  }
  return fail(dependencies, 'Cannot read machine-id')
}

function fail(dependencies: CtlDependencies, error: string): CtlExit {
  dependencies.err(error)
  return CTL_EXIT.failed
}

function extra(dependencies: CtlDependencies): CtlExit {
  dependencies.err('this command takes no argument')
  return CTL_EXIT.usage
}
