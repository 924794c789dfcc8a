// What `seatrial fleetctl` does once its arguments are known: runs a verb on the live runner, against an endpoint. Names
// come from a server and from files, so whatever is shown to people is made printable.

import { readFileSync } from 'node:fs'
import { CTL_EXIT, type CtlExit, type Desk, type LocalFile } from '../../fleet/ctl/desk.ts'
import { perform, type Verb, type VerbOptions } from '../../fleet/ctl/verbs.ts'
import { printable, printableLine } from '../../reporting/printable.ts'
import { liveRunner } from '../../runtime/live.ts'
import { API_PORT, apiClient, apiEndpointOf, httpApi } from './fleetctl-http.ts'
import { desk } from './locksmithctl-desk.ts'

export interface FleetctlArguments {
  readonly verb: Verb
  readonly given: readonly string[]
  readonly options: VerbOptions
  readonly endpoint: string
  /** How long one request may take. */
  readonly requestTimeoutMs: number
}

export interface FleetctlTerminal {
  /** Texts for standard output, with their newlines. */
  readonly write: (text: string) => void
  readonly err: (line: string) => void
  /** Whether a person sees standard output: then a unit's file is made printable too, and is exact elsewhere. */
  readonly watched: boolean
}

/** @throws UsageError where the endpoint is none */
export async function fleetctl(args: FleetctlArguments, terminal: FleetctlTerminal): Promise<CtlExit> {
  const { verb, given, options, endpoint, requestTimeoutMs } = args
  using runner = liveRunner(Date.now())
  const ports = { [API_PORT]: httpApi(apiEndpointOf(endpoint), requestTimeoutMs) }
  // Awaited here: the runner's timers end with this function.
  return await desk(runner.kernel, ports, () => {})(perform(deskOf(terminal), verb, given, options))
}

const deskOf = ({ write, err, watched }: FleetctlTerminal): Desk => ({
  api: apiClient,
  readFile: readLocalFile,
  out: (line) => write(`${printable(line.replaceAll('\n', '\u240a'))}\n`),
  err: (line) => err(printableLine(line)),
  verbatim: (text) => write(watched ? printable(text) : text),
})

export function readLocalFile(path: string): LocalFile {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') }
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code)) return { kind: 'absent' }
    return { kind: 'unreadable', why: code === 'EACCES' ? 'may not be read' : code }
  }
}

/** fleetctl is not found out by its exit code alone: an unknown command is a failure, not wrong usage (code 1, not 2). */
export function unknownCommand(name: string, terminal: FleetctlTerminal): CtlExit {
  terminal.err(printableLine(`fleetctl: unknown command "${name}"; seatrial fleetctl --help lists them`))
  return CTL_EXIT.failed
}
