// `seatrial locksmithctl`: CoreOS's tool for the reboot lock, on any etcd v3. Here are its flags, its environment and the
// real machine; `locksmithctl-run.ts` does the work.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { fail, ok, type Outcome, unknown } from '../../runtime/operation.ts'
import { Endpoints } from '../../store/endpoints.ts'
import { print, warn } from '../terminal.ts'
import { accessOf, type EtcdFlags, endpointsOf, etcdFlags, fromEnvironment, hushGrpc } from './etcd-flags.ts'
import { type CtlDependencies, type CtlExit, locksmithctl } from './locksmithctl-run.ts'
import { CTL_USAGE } from './locksmithctl-usage.ts'

/** Locksmith's; every flag can come from the environment, as `LOCKSMITHCTL_<FLAG>`. */
const ENVIRONMENT = 'LOCKSMITHCTL'

interface CtlOptions extends EtcdFlags {
  readonly group: string
  readonly control?: string
  readonly timeout: number
  readonly debug?: true
}

export const locksmithctlOptions = (command: Command): Command =>
  [
    new Option('--group <name>', 'the group of machines').default('', 'none'),
    new Option('--control <url>', 'send-need-reboot: where the machine serves its control'),
    new Option('--timeout <ms>', 'give up after so long').argParser(milliseconds).default(5_000),
    new Option('--debug', 'say on stderr why an etcd member did not do as it was asked'),
  ]
    .reduce((all, option) => all.addOption(fromEnvironment(option, ENVIRONMENT)), etcdFlags(command, ENVIRONMENT))
    .addHelpText('after', `\n${CTL_USAGE.join('\n')}`)

export async function locksmithctlCommand(
  command: string | undefined,
  argument: string | undefined,
  options: CtlOptions,
): Promise<CtlExit> {
  const { control } = options
  const args = {
    ...(command === undefined ? {} : { command }),
    ...(argument === undefined ? {} : { argument }),
    ...(control === undefined ? {} : { control: control.replace(/\/+$/, '') }),
    endpoints: endpointsOf(options.endpoint),
    group: options.group,
    timeoutMs: options.timeout,
  }
  try {
    return await locksmithctl(args, thisMachine(options))
  } finally {
    leaveSoon()
  }
}

/** gRPC keeps the process alive until an endpoint that swallows packets has been given up by the kernel: minutes. */
export const leaveSoon = (): void => void setTimeout(() => process.exit(), 50).unref()

export function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value >= 2 ** 31) throw new InvalidArgumentError('expected milliseconds')
  return value
}

/** This machine. gRPC is loaded only when it is needed: it takes longer than the rest together. */
const thisMachine = (options: CtlOptions): CtlDependencies => ({
  openStore: async (kernel, urls, defaultWithinMs) => {
    const access = accessOf(options)
    hushGrpc()
    const onFailure = options.debug ? (url: string, why: string) => warn(`${url}: ${why}`) : () => {}
    const { EtcdStore } = await import('../../worlds/docker/etcd/etcd-store.ts')
    const endpoints = new Endpoints(urls)
    const store = new EtcdStore({ kernel, endpoints, urlOf: (url) => url, defaultWithinMs, access, onFailure })
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
})

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
