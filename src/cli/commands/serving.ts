// What the commands that serve have in common: where they listen, which etcd they stand in front of, and that they go on
// until they are interrupted.

import { randomInt } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { liveRunner } from '../../runtime/live.ts'
import { Endpoints } from '../../store/endpoints.ts'
import type { HttpOptions, ProgramHttp } from '../../worlds/docker/program-http.ts'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { Interrupt } from '../interrupt.ts'
import { print, warn } from '../terminal.ts'
import { accessOf, type EtcdFlags, endpointsOf, etcdFlags, hushGrpc } from './etcd-flags.ts'
import { leaveSoon, milliseconds } from './locksmithctl.ts'

/** The flags of etcd can come from the environment, such as `SEATRIAL_ETCD_PASSWORD`. */
const ENVIRONMENT = 'SEATRIAL'

export interface ServingOptions extends EtcdFlags {
  readonly listen: Listen
  readonly timeout: number
}

interface Listen {
  readonly host: string
  readonly port: number
}

export const servingOptions = (command: Command, port: number): Command =>
  etcdFlags(command, ENVIRONMENT)
    .addOption(
      new Option('--listen <address>', 'where to serve; port 0: any that is free')
        .argParser(listenOf)
        .default({ host: '127.0.0.1', port }, `127.0.0.1:${port}`),
    )
    .addOption(new Option('--timeout <ms>', 'how long a call of etcd may take').argParser(milliseconds).default(3_000))

/** Serves until it is interrupted, which is how a server ends well. */
export async function serve(
  what: string,
  options: ServingOptions,
  open: (options: HttpOptions) => Promise<ProgramHttp>,
  lines: readonly string[],
): Promise<ExitCode> {
  const { listen, timeout: defaultWithinMs } = options
  const endpoints = endpointsOf(options.endpoint)
  const access = accessOf(options)
  hushGrpc()
  using interrupt = new Interrupt()
  const { EtcdStore } = await import('../../worlds/docker/etcd/etcd-store.ts')
  using runner = liveRunner(Date.now())
  const { kernel } = runner
  const members = new Endpoints(endpoints)
  using store = new EtcdStore({ kernel, endpoints: members, urlOf: (url) => url, defaultWithinMs, access })
  await using server = await open({
    kernel,
    store: store.port,
    listen,
    seed: randomInt(2 ** 32),
    onCrash: (error) => warn(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : new UsageError(`cannot serve there: ${error.message}`)
  })
  print(`${what} at ${server.url}, on ${endpoints.join(', ')}`)
  for (const line of lines) print(`  ${line}`)
  const { signal } = interrupt
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  leaveSoon()
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
