import type { RequestListener } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { CHECKING } from '../../../updates/omaha/message-fixture.ts'
import { encodeResponse } from '../../../updates/omaha/encode.ts'
import type { Response } from '../../../updates/omaha/messages.ts'
import { OMAHA_URL } from '../../../machine/updates.ts'
import type { UpdatesRequest } from '../../../updates/engine/ports.ts'
import { serving } from '../pod/disk-fixture.ts'
import { updatesPort } from './updates-port.ts'

const ask = (base: string, request: UpdatesRequest): Promise<unknown> =>
  new Promise((resolve) => updatesPort(base)(request, { answer: resolve, open: true }))

const omaha = (withinMs = 5_000): UpdatesRequest => ({
  kind: 'omaha',
  server: OMAHA_URL,
  message: CHECKING,
  withinMs,
})
const admin = (withinMs = 5_000): UpdatesRequest => ({ kind: 'admin', what: 'catalogue', body: {}, withinMs })

async function answered(request: UpdatesRequest, listener: RequestListener): Promise<unknown> {
  await using server = await serving(listener)
  return await ask(server.url, request)
}

const ANSWER: Response = { protocol: '3.0', server: 'x', daystart: { elapsedSeconds: 1 }, apps: [] }

describe('the way to the update server', () => {
  test('an Omaha message goes as XML, and its answer is read', async () => {
    let heard = ''
    const outcome = await answered(omaha(), (request, response) => {
      heard = `${request.method} ${request.url} ${request.headers['content-type']}`
      response.end(encodeResponse(ANSWER))
    })
    expect(heard).toBe('POST /v1/update/ text/xml; charset=utf-8')
    expect(outcome).toEqual({ kind: 'ok', value: { status: 200, response: ANSWER } })
  })

  test.each<[string, UpdatesRequest, RequestListener, object]>([
    ['a status other than 200', omaha(), (_, it) => it.writeHead(503).end('x'), { kind: 'ok', value: { status: 503 } }],
    ['no XML', omaha(), (_, it) => it.end('hello'), { kind: 'unknown' }],
    ['half an answer', omaha(), (_, it) => it.end(encodeResponse(ANSWER).slice(0, 40)), { kind: 'unknown' }],
    ['a torn connection', omaha(), (_, it) => void it.destroy(), { kind: 'unknown' }],
    ['silence', omaha(100), () => {}, { kind: 'unknown', reason: 'no answer in time' }],
    [
      'an operator who is refused',
      admin(),
      (_, it) => it.writeHead(409).end('"It is so."'),
      { kind: 'ok', value: { status: 409, body: 'It is so.' } },
    ],
    ['an operator who is told no JSON', admin(), (_, it) => it.end('{'), { kind: 'unknown' }],
    ['a status that no operator is told', admin(), (_, it) => it.writeHead(500).end('1'), { kind: 'unknown' }],
  ])('%s', async (_, request, listener, expected) => {
    expect(await answered(request, listener)).toMatchObject(expected)
  })

  test('where nobody listens nothing was sent', async () => {
    expect(await ask('http://127.0.0.1:1', omaha())).toMatchObject({ kind: 'fail' })
    expect(await ask('http://127.0.0.1:1', admin())).toMatchObject({ kind: 'fail' })
  })
})

test('a server that is not of this cluster is not asked', async () => {
  const elsewhere = { ...omaha(), server: 'https://public.update.flatcar-linux.net/v1/update/' } as UpdatesRequest
  expect(await ask('http://127.0.0.1:9', elsewhere)).toEqual({ kind: 'fail', reason: 'unreachable' })
})
