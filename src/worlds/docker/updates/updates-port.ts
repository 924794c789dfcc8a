// The way to an update server over real HTTP: Omaha in XML, operators' requests in JSON.

import { OMAHA_URL } from '../../../machine/updates.ts'
import type { Port } from '../../../runtime/host.ts'
import { fail, ok, type Outcome, unknown } from '../../../runtime/operation.ts'
import type { Json } from '../../../runtime/wire.ts'
import type { OmahaAnswer, UpdatesRequest } from '../../../updates/engine/ports.ts'
import { OmahaInvalid } from '../../../updates/omaha/errors.ts'
import type { AdminAnswer } from '../../../updates/server/admin.ts'
import { post, type Posted } from '../http-post.ts'

/** @param base such as `http://updates:8080` */
export const updatesPort =
  (base: string): Port =>
  (raw, reply) => {
    const request = raw as UpdatesRequest // called through updates/engine/ports.ts alone
    void (request.kind === 'omaha' ? omaha(base, request) : admin(base, request)).then((answer) => reply.answer(answer))
  }

type Of<Kind extends UpdatesRequest['kind']> = Extract<UpdatesRequest, { readonly kind: Kind }>

/** Loaded when it is needed: no boot should wait for it. */
const codec = () =>
  Promise.all([import('../../../updates/omaha/encode.ts'), import('../../../updates/omaha/decode.ts')])

async function omaha(base: string, { server, message, withinMs }: Of<'omaha'>): Promise<Outcome<OmahaAnswer>> {
  if (server !== OMAHA_URL) return fail('unreachable') // nothing of a trial goes beyond its own containers
  const [{ encodeRequest }, { decodeResponse }] = await codec()
  const headers = { 'content-type': 'text/xml; charset=utf-8' }
  const posted = await post({ url: `${base}/v1/update/`, headers, body: encodeRequest(message), withinMs })
  if (posted.kind !== 'ok') return posted
  const { status, body } = posted.value
  if (status !== 200) return ok({ status })
  try {
    return ok({ status, response: decodeResponse(body) })
  } catch (error) {
    if (error instanceof OmahaInvalid) return unknown(error.message)
    throw error
  }
}

async function admin(base: string, { what, body, withinMs }: Of<'admin'>): Promise<Outcome<AdminAnswer>> {
  const headers = { 'content-type': 'application/json' }
  const url = `${base}/admin/${encodeURIComponent(what)}`
  return answerOf(await post({ url, headers, body: JSON.stringify(body), withinMs }))
}

const STATUSES: ReadonlySet<number> = new Set<AdminAnswer['status']>([200, 400, 404, 409, 503])

function answerOf(posted: Posted): Outcome<AdminAnswer> {
  if (posted.kind !== 'ok') return posted
  const { status, body } = posted.value
  if (!STATUSES.has(status)) return unknown(`no proper answer (${status})`)
  try {
    return ok({ status: status as AdminAnswer['status'], body: JSON.parse(body) as Json })
  } catch {
    return unknown(`no proper answer (${status})`)
  }
}
