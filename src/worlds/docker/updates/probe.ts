// A look at the update server by the way that machines take: an Omaha request that needs no store, and a payload whose every
// byte is known.

import { encodeRequest } from '../../../updates/omaha/encode.ts'
import { PROTOCOL, type Request } from '../../../updates/omaha/messages.ts'
import type { UpdatesProbe } from '../../world.ts'
import { post } from '../http-post.ts'

export const CANARY_NAME = 'canary.tgz'

/** As large as a payload; the same in every run. */
export const CANARY = Buffer.from(Uint8Array.from({ length: 256 * 1024 }, (_, i) => (i * 7919) >> 3))

/** How long the probe listens, in milliseconds: a slow server is one that answers. */
const ANSWER_WITHIN_MS = 1_500
const PAYLOAD_WITHIN_MS = 4_000

/** About no application at all. */
const HELLO: Request = {
  protocol: PROTOCOL,
  version: 'probe',
  updaterVersion: 'probe',
  installSource: 'scheduler',
  isMachine: true,
  apps: [{ appId: '{00000000-0000-0000-0000-000000000000}', version: '0.0.0', track: '', events: [] }],
}

/** @param base the server as machines reach it */
export async function probeUpdates(base: string): Promise<UpdatesProbe> {
  const from = performance.now()
  const headers = { 'content-type': 'text/xml; charset=utf-8' }
  const asked = { url: `${base}/v1/update/`, headers, body: encodeRequest(HELLO), withinMs: ANSWER_WITHIN_MS }
  const outcome = await post(asked)
  const ms = Math.round(performance.now() - from)
  const answers = outcome.kind === 'ok' && outcome.value.status === 200
  return { answers, ms, payload: answers ? await canary(`${base}/payloads/${CANARY_NAME}`) : 'none' }
}

async function canary(url: string): Promise<UpdatesProbe['payload']> {
  const chunks: Uint8Array[] = []
  try {
    const signal = AbortSignal.timeout(PAYLOAD_WITHIN_MS)
    const response = await fetch(url, { headers: { connection: 'close' }, signal })
    if (!response.ok) return 'none'
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array)
  } catch {
    // what has come tells
  }
  return judged(Buffer.concat(chunks))
}

function judged(received: Buffer): UpdatesProbe['payload'] {
  if (received.length === 0) return 'none'
  if (!received.equals(CANARY.subarray(0, received.length))) return 'corrupted'
  return received.length === CANARY.length ? 'whole' : 'truncated'
}
