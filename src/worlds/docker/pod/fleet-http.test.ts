import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ApiReply, ApiRequest } from '../../../fleet/api/message.ts'
import type { Json } from '../../../runtime/wire.ts'
import { openFleetHttp } from './fleet-http.ts'

const asked: ApiRequest[] = []
let reply: ApiReply | undefined
const server = openFleetHttp({
  ask: async (body) => {
    asked.push(body as unknown as ApiRequest)
    return reply as unknown as Json | undefined
  },
  listen: { host: '127.0.0.1', port: 0 },
})
const port = (): number => (server.address() as AddressInfo).port

beforeAll(() => once(server, 'listening'))
afterAll(() => void server.close())

async function send(method: string, path: string, headers: Record<string, string | string[]> = {}, body = '') {
  const sent = request({ host: '127.0.0.1', port: port(), method, path, headers, agent: false }).end(body)
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe("fleet's API over HTTP", () => {
  test('a request is handed on as it was sent', async () => {
    reply = { status: 204 }
    const path = '/fleet/v1/units/a%40b%2Fc.service?x=%20y&x='
    await send('PUT', path, { 'content-type': ['application/json', 'text/plain'] }, '{"ä":1}')
    expect(asked.pop()).toEqual({
      method: 'PUT',
      target: path,
      contentTypes: ['application/json', 'text/plain'],
      body: '{"ä":1}',
    })
    await send('GET', '/')
    expect(asked.pop()).toEqual({ method: 'GET', target: '/', contentTypes: [], body: '' })
  })

  test('an answer is JSON with its length, or has no body at all', async () => {
    reply = { status: 200, body: { units: ['ü'] } }
    expect(await send('GET', '/')).toMatchObject({
      status: 200,
      headers: { server: 'fleetd/1.0.0', 'content-type': 'application/json', 'content-length': '16' },
      body: '{"units":["ü"]}',
    })
    reply = { status: 201 }
    const empty = await send('PUT', '/')
    expect(empty).toMatchObject({ status: 201, headers: { 'content-length': '0' }, body: '' })
    expect(empty.headers['content-type']).toBe(undefined)
  })

  test('of a body that is too long only so much is kept that it can be told', async () => {
    reply = { status: 413 }
    expect((await send('PUT', '/', {}, 'x'.repeat(3_000_000))).status).toBe(413)
    expect(asked.pop()?.body.length).toBe(1_000_001)
    await send('PUT', '/', {}, 'x'.repeat(1_000_000))
    expect(asked.pop()?.body.length).toBe(1_000_000)
  })

  test('a daemon that does not answer is told as that', async () => {
    reply = undefined
    const { status, body } = await send('GET', '/')
    expect([status, JSON.parse(body).error.code]).toEqual([503, 503])
  })

  test('a request that is torn is not handed on', async () => {
    const before = asked.length
    const socket = connect(port(), '127.0.0.1')
    socket.write('PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(asked).toHaveLength(before)
  })
})
