// `seatrial play`: orders one step of a cluster that is up, an action of people or a fault, and says what came of it.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { z } from 'zod'
import { printableLine } from '../../reporting/printable.ts'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { print } from '../terminal.ts'
import { UP_PORT } from './up.ts'

export const playOptions = (command: Command): Command =>
  command
    .argument('<step>', 'what to do, as in a schedule: publish, power-cut, hang, unlock, …')
    .argument('[fields...]', 'its fields, as name=value; value @file: what is in the file')
    .option('--at <url>', 'where the cluster takes orders', `http://127.0.0.1:${UP_PORT}`)
    .addHelpText(
      'after',
      '\nLike: play publish version=1.1.0 channel=alpha\n      play power-cut machine=m1 forMs=10000\n' +
        '      play cut machine=m2 direction=both forMs=5000',
    )

const replySchema = z.union([
  z.object({ step: z.number(), done: z.boolean(), says: z.string() }),
  z.object({ error: z.string() }),
])

export async function playCommand(
  step: string,
  fields: readonly string[],
  { at }: { readonly at: string },
): Promise<ExitCode> {
  const body = JSON.stringify({ do: step, ...Object.fromEntries(fields.map(fieldOf)) })
  const url = URL.canParse(at) ? new URL('/steps', at) : undefined
  if (url?.protocol !== 'http:') throw new UsageError(`"${at}" is no URL, expected http://host:port`)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  const answered = await fetch(url, init).catch((cause: unknown) => {
    const why = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : ''
    throw new UsageError(`no cluster takes orders at ${at}${why}; seatrial up starts one`, { cause })
  })
  const reply = replySchema.safeParse(await answered.json().catch(() => undefined))
  if (!reply.success) throw new UsageError(`${at} does not answer as a cluster that is up does`)
  if ('error' in reply.data) throw new UsageError(printableLine(reply.data.error))
  print(printableLine(reply.data.says))
  return reply.data.done ? EXIT.holds : EXIT.violated
}

/** `forMs=3000` is a number, `max=2` too, what begins with a bracket is JSON, the rest is text as it stands. */
export function fieldOf(field: string): readonly [string, unknown] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(field) ?? []
  if (name === undefined || value === undefined) throw new UsageError(`"${field}" is no field, expected name=value`)
  if (value.startsWith('@')) return [name, contentOf(value.slice(1))]
  if (/^(?:-?\d+|true|false|null|[[{].*)$/s.test(value)) {
    try {
      return [name, JSON.parse(value)]
    } catch {
      throw new UsageError(`"${field}": not JSON`)
    }
  }
  return [name, value]
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UsageError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
