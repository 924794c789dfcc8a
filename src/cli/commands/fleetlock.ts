// `seatrial fleetlock`: a FleetLock server in front of any etcd v3, as airlock is one: zincati's machines and locksmith's
// share one semaphore. It has no state and takes no action of its own; any number may run.

import { randomInt } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isGroupName } from '../../locksmith/fleetlock/protocol.ts'
import type { FleetLockGroup } from '../../locksmith/fleetlock/server.ts'
import { liveRunner } from '../../runtime/live.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { Interrupt } from '../interrupt.ts'
import { print, warn } from '../terminal.ts'
import { endpointsOf } from './locksmithctl.ts'

/** Zincati's machines are of the group `default` where nothing else is configured, and airlock gives that one slot. */
const DEFAULT_GROUPS: readonly FleetLockGroup[] = [{ name: 'default', slots: 1 }]

interface FleetLockOptions {
  readonly endpoint: string
  readonly listen: Listen
  readonly group?: readonly FleetLockGroup[]
  readonly timeout: number
}

interface Listen {
  readonly host: string
  readonly port: number
}

export const fleetlockOptions = (command: Command): Command =>
  command
    .option('--endpoint <urls>', 'the etcd members, by comma', 'http://127.0.0.1:2379')
    .addOption(
      new Option('--listen <address>', 'where to serve; port 0: any that is free')
        .argParser(listenOf)
        .default({ host: '127.0.0.1', port: 3333 }, '127.0.0.1:3333'),
    )
    .addOption(
      new Option('--group <name=slots>', 'serve this group; repeat it for more (default: default=1)').argParser(
        addGroup,
      ),
    )
    .addOption(new Option('--timeout <ms>', 'how long a call of etcd may take').argParser(milliseconds).default(3_000))
    .addHelpText(
      'after',
      '\nThe slots are written where a group is new. Later: seatrial locksmithctl --group <name> set-max <slots>',
    )

/** Serves until it is interrupted, which is how a server ends well. */
export async function fleetlockCommand(options: FleetLockOptions): Promise<ExitCode> {
  const { listen, group: groups = DEFAULT_GROUPS, timeout: defaultWithinMs } = options
  const endpoints = endpointsOf(options.endpoint)
  using interrupt = new Interrupt()
  const { EtcdStore } = await import('../../worlds/docker/etcd/etcd-store.ts')
  const { FleetLockHttp } = await import('../../worlds/docker/fleetlock-http.ts')
  using runner = liveRunner(Date.now())
  const { kernel } = runner
  const members = new Endpoints(endpoints)
  using store = new EtcdStore({ kernel, endpoints: members, urlOf: (url) => url, defaultWithinMs })
  await using server = await FleetLockHttp.open({
    kernel,
    store: store.port,
    config: { groups },
    listen,
    seed: randomInt(2 ** 32),
    onCrash: (error) => warn(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : new UsageError(`cannot serve there: ${error.message}`)
  })
  print(`FleetLock at ${server.url}, on ${endpoints.join(', ')}`)
  for (const { name, slots } of groups) print(`  group ${name}, slots where it is new: ${slots}`)
  const { signal } = interrupt
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  setTimeout(() => process.exit(), 50).unref() // gRPC may keep the process for minutes, for an endpoint that is silent
  return EXIT.holds
}

/**
 * Reads `host:port`; an IPv6 address is in brackets.
 * @throws InvalidArgumentError
 */
export function listenOf(text: string): Listen {
  const [, v6, name, digits] = /^(?:\[([\da-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const host = v6 ?? name
  const port = Number(digits)
  if (host === undefined || port > 65_535) throw new InvalidArgumentError('expected host:port, like 127.0.0.1:3333')
  return { host, port }
}

/**
 * Reads `name=slots` and adds it to those before.
 * @throws InvalidArgumentError
 */
export function addGroup(text: string, before: readonly FleetLockGroup[] = []): readonly FleetLockGroup[] {
  const [, name = '', digits] = /^(.*)=(\d+)$/s.exec(text) ?? []
  const slots = Number(digits)
  if (!isGroupName(name) || !Number.isSafeInteger(slots)) {
    throw new InvalidArgumentError('expected name=slots, like default=1; a name is of A-Z a-z 0-9 . -')
  }
  if (before.some((group) => group.name === name)) throw new InvalidArgumentError(`the group ${name} is given twice`)
  return [...before, { name, slots }]
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value >= 2 ** 31) throw new InvalidArgumentError('expected milliseconds')
  return value
}
