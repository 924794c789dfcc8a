// `seatrial locksmithctl`: CoreOS's tool for the reboot lock, on any etcd v3. Here are its flags, its environment and the
// real machine; `locksmithctl-run.ts` does the work.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { fail, ok, type Outcome, unknown } from '../../runtime/operation.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { UsageError } from '../exit.ts'
import { print, warn } from '../terminal.ts'
import { CTL_USAGE, type CtlDependencies, type CtlExit, locksmithctl } from './locksmithctl-run.ts'

export const DEFAULT_ENDPOINT = 'http://127.0.0.1:2379'
const CLIENT_PORT = '2379'

interface CtlOptions {
  readonly endpoint?: string
  readonly group?: string
  readonly control?: string
  readonly timeout: number
}

export const locksmithctlOptions = (command: Command): Command =>
  command
    .option('--endpoint <urls>', `the etcd members, by comma (LOCKSMITHCTL_ENDPOINT; default: ${DEFAULT_ENDPOINT})`)
    .option('--group <name>', 'the group of machines (LOCKSMITHCTL_GROUP)')
    .option('--control <url>', 'send-need-reboot: where the machine serves its control')
    .addOption(new Option('--timeout <ms>', 'give up after so long').argParser(milliseconds).default(5_000))
    .addHelpText('after', `\n${CTL_USAGE.join('\n')}`)

export async function locksmithctlCommand(
  command: string | undefined,
  argument: string | undefined,
  options: CtlOptions,
): Promise<CtlExit> {
  const { LOCKSMITHCTL_ENDPOINT: endpoint, LOCKSMITHCTL_GROUP: group = '' } = process.env
  const { control } = options
  const args = {
    ...(command === undefined ? {} : { command }),
    ...(argument === undefined ? {} : { argument }),
    ...(control === undefined ? {} : { control: control.replace(/\/+$/, '') }),
    endpoints: endpointsOf(options.endpoint ?? (endpoint || DEFAULT_ENDPOINT)),
    group: options.group ?? group,
    timeoutMs: options.timeout,
  }
  try {
    return await locksmithctl(args, machine)
  } finally {
    leaveSoon()
  }
}

/** gRPC keeps the process alive until an endpoint that swallows packets has been given up by the kernel: minutes. */
export const leaveSoon = (): void => void setTimeout(() => process.exit(), 50).unref()

/**
 * Reads a comma list of `http://host[:port]`, as the addresses to dial.
 * @throws UsageError
 */
export function endpointsOf(list: string): readonly string[] {
  const endpoints = list.split(',').map((text) => {
    const [, origin, port = CLIENT_PORT] =
      /^(https?:\/\/(?:\[[\da-f:.]+\]|[^/:@?#\s]+))(?::(\d+))?\/?$/i.exec(text.trim()) ?? []
    if (origin === undefined) throw new UsageError(`"${text}" is no endpoint, expected one like ${DEFAULT_ENDPOINT}`)
    return `${origin}:${port}`
  })
  return [...new Set(endpoints)]
}

export function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value >= 2 ** 31) throw new InvalidArgumentError('expected milliseconds')
  return value
}

/** This machine. gRPC is loaded only when it is needed: it takes longer than the rest together. */
const machine: CtlDependencies = {
  openStore: async (kernel, endpoints, defaultWithinMs) => {
    const { EtcdStore } = await import('../../worlds/docker/etcd/etcd-store.ts')
    const members = new Endpoints(endpoints)
    const store = new EtcdStore({ kernel, endpoints: members, urlOf: (url) => url, defaultWithinMs })
    return { port: store.port, [Symbol.asyncDispose]: async () => store[Symbol.dispose]() }
  },
  openWire: async (kernel, url) => {
    const { HttpWire } = await import('../../worlds/docker/wire.ts')
    return new HttpWire({ kernel, urlOf: () => url })
  },
  out: print,
  err: warn,
  readMachineId: () => readFileSync('/etc/machine-id', 'utf8').trim(),
  isRoot: () => process.geteuid?.() === 0,
  reboot: () => runToEnd('systemctl', ['reboot']),
}

/** Runs a program to its end. `fail`: it could not be run, or said that it failed. `unknown`: a signal cut it short. */
export function runToEnd(file: string, args: readonly string[]): Promise<Outcome<void>> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('error', (error) => resolve(fail(error.message)))
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(unknown(`${file} was ended by ${signal}`))
      else if (code !== 0) resolve(fail(said.trim() || `${file} ended with code ${code}`))
      else resolve(ok(undefined))
    })
  })
}
