// Where the tests of the fleetctl command run: a fleet behind a real HTTP server, and the command as it is typed.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Command, CommanderError } from 'commander'
import { FleetDouble } from '../../fleet/ctl/fleet-fixture.ts'
import { EXIT, explain } from '../exit.ts'
import { fleetctlCommands } from './fleetctl.ts'
import type { FleetctlTerminal } from './fleetctl-run.ts'

export class ServedFleet implements AsyncDisposable {
  readonly fleet = new FleetDouble()
  readonly server: Server
  /** A request is held back while true. */
  silent = false
  /** Sent in place of the fleet's answer. */
  text: string | undefined

  constructor() {
    this.fleet.later = (ms, then) => void setTimeout(then, ms).unref()
    this.fleet.lagMs = 20
    this.server = createServer((asked, reply) => {
      let body = ''
      asked.setEncoding('utf8').on('data', (part: string) => (body += part))
      asked.on('end', () => {
        if (this.silent) return
        const contentTypes = asked.headersDistinct['content-type'] ?? []
        const answer = this.fleet.answer({ method: asked.method ?? '', target: asked.url ?? '', contentTypes, body })
        reply.statusCode = answer.status
        reply.end(this.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)))
      })
    })
  }

  /** Serves, and returns the endpoint. */
  async listen(socketPath?: string): Promise<string> {
    await new Promise<void>((resolve) => {
      if (socketPath === undefined) this.server.listen(0, '127.0.0.1', resolve)
      else this.server.listen(socketPath, resolve)
    })
    if (socketPath !== undefined) return `unix://${socketPath}`
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

export interface Said {
  readonly exit: number
  readonly out: string
  readonly err: string
}

/** Types `seatrial fleetctl …`. */
export async function typed(args: readonly string[], watched = false): Promise<Said> {
  let exit: number = EXIT.holds
  let out = ''
  let err = ''
  const terminal: FleetctlTerminal = {
    write: (text) => void (out += text),
    err: (line) => void (err += `${line}\n`),
    watched,
  }
  const writing = { writeOut: terminal.write, writeErr: (text: string) => void (err += text) }
  const program = new Command('seatrial').exitOverride().configureOutput(writing)
  const command = program.command('fleetctl').version('1.2.3', '-V, --version')
  fleetctlCommands(
    command,
    (run) =>
      async (...given) =>
        void (exit = await run(...given)),
    terminal,
  )
  try {
    await program.parseAsync(['node', 'seatrial', 'fleetctl', ...args])
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? EXIT.holds : EXIT.usage, out, err }
    const explained = explain(error)
    return { exit: explained.exit, out, err: `${err}${explained.text}\n` }
  }
  return { exit, out, err }
}
