// One POST over real HTTP, on a connection of its own: a kept one may be to a server that is gone.

import { request } from 'node:http'
import { ok, type Outcome, unknown } from '../../runtime/operation.ts'
import { outcomeOf } from './wire.ts'

export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** How long an answer is waited for, in milliseconds. */
  readonly withinMs: number
}

/** Whatever status the answer has, it is one. */
export type Posted = Outcome<{ readonly status: number; readonly body: string }>

export function post({ url, headers, body, withinMs }: Posting): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>()
  const asked = request(url, { method: 'POST', agent: false, headers })
  const timer = setTimeout(() => {
    resolve(unknown('no answer in time'))
    asked.destroy()
  }, withinMs)
  asked.on('error', (error) => resolve(outcomeOf(error)))
  asked.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', (error) => resolve(unknown(error.message)))
    response.on('end', () =>
      resolve(ok({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })),
    )
  })
  asked.end(body)
  return promise.finally(() => clearTimeout(timer))
}
