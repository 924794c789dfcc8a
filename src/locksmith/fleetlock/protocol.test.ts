import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  encodeError,
  type FleetLockErrorKind,
  type FleetLockRequest,
  isGroupName,
  parseRequest,
  refusal,
  requestOf,
  understand,
} from './protocol.ts'

const operation = fc.constantFrom('pre-reboot' as const, 'steady-state' as const)
const id = fc.string({ unit: 'grapheme', minLength: 1 })
const group = fc.stringMatching(/^[a-zA-Z0-9.-]+$/)

const body = (client: unknown): string => JSON.stringify({ client_params: client })
const good: FleetLockRequest = {
  method: 'POST',
  path: '/v1/pre-reboot',
  header: 'true',
  body: body({ id: 'a', group: 'default' }),
}

/** Status and kind of the refusal; undefined when there is none. */
function refusedAs(request: FleetLockRequest): string | undefined {
  const parsed = parseRequest(request)
  return parsed.kind === 'refused' ? `${parsed.reply.status} ${parsed.reply.body?.kind}` : undefined
}

describe('the FleetLock protocol', () => {
  test('TestJSON: an error is exactly {"kind":…,"value":…}', () => {
    expect(encodeError({ kind: 'failed_lock', value: 'all 1 semaphore slots currently locked' })).toBe(
      '{"kind":"failed_lock","value":"all 1 semaphore slots currently locked"}',
    )
    const more = { value: 'a "quoted" word', extra: 1, kind: 'unknown_group' }
    expect(encodeError(more)).toBe('{"kind":"unknown_group","value":"a \\"quoted\\" word"}')
  })

  test('a request is what zincati sends', () => {
    expect(requestOf('steady-state', 'a1', 'default')).toEqual({
      path: '/v1/steady-state',
      headers: { 'content-type': 'application/json', 'fleet-lock-protocol': 'true' },
      body: '{"client_params":{"id":"a1","group":"default"}}',
    })
  })

  test('what a client asks is what a server reads', () => {
    fc.assert(
      fc.property(operation, id, group, (asks, who, where) => {
        const { path, headers, body: text } = requestOf(asks, who, where)
        const request = { method: 'POST', path, header: headers['fleet-lock-protocol'], body: text }
        expect(parseRequest(request)).toEqual({ kind: 'asked', asked: { operation: asks, id: who, group: where } })
      }),
    )
  })

  test('fields that are not known are ignored', () => {
    const text = '{"version":2,"client_params":{"id":"a","group":"g","node":"n"}}'
    expect(parseRequest({ ...good, body: text })).toMatchObject({ kind: 'asked', asked: { id: 'a', group: 'g' } })
  })

  const IDENTITY = '400 invalid_client_identity'
  test.each<[string, Partial<FleetLockRequest>, string]>([
    ['another path', { path: '/v1/steady' }, '404 not_found'],
    ['a longer path', { path: '/v1/pre-reboot/' }, '404 not_found'],
    ['a path of every object', { path: 'constructor' }, '404 not_found'],
    ['another method', { method: 'GET' }, '405 method_not_allowed'],
    ['no header', { header: undefined }, IDENTITY],
    ['another header', { header: 'True' }, IDENTITY],
    ['the header twice', { header: 'true, true' }, IDENTITY],
    ['too long a body', { body: undefined }, '413 body_too_long'],
    ['no body', { body: '' }, IDENTITY],
    ['no JSON', { body: '{"client_params":' }, IDENTITY],
    ['null', { body: 'null' }, IDENTITY],
    ['no client', { body: '{}' }, IDENTITY],
    ['a client of another type', { body: body('a') }, IDENTITY],
    ['no id', { body: body({ group: 'g' }) }, IDENTITY],
    ['no group', { body: body({ id: 'a' }) }, IDENTITY],
    ['an empty id', { body: body({ id: '', group: 'g' }) }, IDENTITY],
    ['an id of another type', { body: body({ id: 1, group: 'g' }) }, IDENTITY],
    ['half a character as the id', { body: body({ id: '\ud800', group: 'g' }) }, IDENTITY],
    ['an empty group', { body: body({ id: 'a', group: '' }) }, IDENTITY],
    ['a group with a slash', { body: body({ id: 'a', group: 'a/b' }) }, IDENTITY],
    ['a group with a line break', { body: body({ id: 'a', group: 'a\n' }) }, IDENTITY],
    ['a group with an underscore', { body: body({ id: 'a', group: 'a_b' }) }, IDENTITY],
  ])('refuses %s', (_, change, expected) => {
    expect(refusedAs(good)).toBeUndefined()
    expect(refusedAs({ ...good, ...change })).toBe(expected)
  })

  test('whatever comes, reading it throws nothing, and what is accepted has an id and a good group', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((json) => `{"client_params":${json}}`),
    )
    fc.assert(
      fc.property(text, (garbage) => {
        const parsed = parseRequest({ ...good, body: garbage })
        if (parsed.kind === 'refused') expect(parsed.reply.status).toBe(400)
        else expect(parsed.asked.id !== '' && isGroupName(parsed.asked.group)).toBe(true)
      }),
    )
  })

  test.each<[FleetLockErrorKind, number]>([
    ['invalid_client_identity', 400],
    ['unknown_group', 400],
    ['failed_sem_init', 500],
    ['failed_lock', 500],
  ])('%s is status %i, and a client reads what the server said', (kind, status) => {
    const { status: said, body: error } = refusal(kind, 'why')
    expect(said).toBe(status)
    if (!error) throw new Error('a refusal has a body')
    expect(understand(said, encodeError(error))).toEqual({ kind: 'refused', status, error: { kind, value: 'why' } })
  })

  test.each([[''], ['<html>'], ['null'], ['[]'], ['{"kind":"failed_lock"}'], ['{"kind":1,"value":2}']])(
    '200 grants, whatever its body is, and nothing else does: %p',
    (text) => {
      expect(understand(200, text)).toEqual({ kind: 'granted' })
      for (const status of [0, 201, 204, 302, 423, 503]) {
        expect(understand(status, text)).toEqual({ kind: 'refused', status, error: undefined })
      }
    },
  )
})
