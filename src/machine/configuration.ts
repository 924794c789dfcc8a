// The configuration of a machine: what its topology says, and over that what stands in its own update.conf. A value that
// cannot be used is told with its line, and until it is mended the machine does not reboot by itself.

import type { UpdateFact } from '../history/event.ts'
import { type Program, record } from '../runtime/operation.ts'
import { readFile } from '../updates/engine/ports.ts'
import { DISABLED, readUpdateConf } from '../updates/engine/update-conf.ts'
import type { ConfProblem } from '../updates/engine/update-conf-text.ts'
import type { MachineSpec } from './topology.ts'
import { OMAHA_URL } from './updates.ts'
import { windowProblem } from './window.ts'

/** The name under which a configuration's problems are told. */
const CONF_PATH = '/etc/flatcar/update.conf'

export interface Configured {
  readonly spec: MachineSpec
  /** Where it asks for updates; absent: the cluster's own server. */
  readonly server?: string
  readonly problems: readonly ConfProblem[]
}

/** What a machine with this file goes by; null: it has none. */
export function configured(spec: MachineSpec, text: string | null): Configured {
  if (text === null) return { spec, problems: [] }
  const { conf, problems } = readUpdateConf([{ name: CONF_PATH, text }])
  const { windowStart: start, windowLength: length, windowTimeZone: zone } = conf
  const said = new Set(text.split('\n').map((line) => line.split('=', 1)[0]?.trim()))
  const found = [...problems]
  const half = (start === undefined) !== (length === undefined)
  const window = start !== undefined && length !== undefined ? { start, length, zone } : undefined
  const why = half ? 'REBOOT_WINDOW_START and REBOOT_WINDOW_LENGTH must both be set.' : window && windowProblem(window)
  if (why !== undefined) found.push(windowProblemAt(text, why))
  return {
    ...(said.has('SERVER') && { server: conf.server }),
    problems: found,
    spec: {
      ...spec,
      strategy: found.length > 0 ? 'off' : said.has('REBOOT_STRATEGY') ? conf.strategy : spec.strategy,
      ...(window !== undefined && why === undefined && { window }),
      ...(conf.server === DISABLED ? { channel: undefined } : said.has('GROUP') ? { channel: conf.group } : {}),
    },
  }
}

function windowProblemAt(text: string, says: string): ConfProblem {
  const lines = text.split('\n')
  const index = lines.findIndex((line) => line.includes('REBOOT_WINDOW'))
  return { file: CONF_PATH, line: index + 1, value: lines[index]?.split('=', 2)[1] ?? '', says }
}

/** Reads the machine's file, and says what it goes by from here on. */
export function* configure(spec: MachineSpec): Program<Pick<Configured, 'spec' | 'server'>> {
  const { spec: inForce, server, problems } = configured(spec, yield* readFile('update.conf'))
  const { id: machine, strategy, window = null } = inForce
  const channel = server === undefined || server === OMAHA_URL ? (inForce.channel ?? null) : null
  for (const { file, line, value, says } of problems) {
    yield* record<UpdateFact>({ kind: 'config.refused', machine, file, line, value, why: says })
  }
  yield* record<UpdateFact>({ kind: 'machine.configured', machine, channel, strategy, window })
  return { spec: inForce, ...(server !== undefined && { server }) }
}
