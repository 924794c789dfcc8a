import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { BODY_LIMIT, readBody, requireJson } from './body.ts'
import { Refused } from './refused.ts'

const schema = z.object({ name: z.string() })
const read = (body: string) => readBody(schema, { method: 'PUT', target: '/', contentTypes: [], body })

function refusal(does: () => unknown): string {
  try {
    does()
  } catch (error) {
    if (error instanceof Refused) return `${error.status} ${error.message}`
    throw error
  }
  return 'none'
}

describe('content type', () => {
  test.each([
    [['application/json'], 'none'],
    [['Application/JSON; charset=utf-8'], 'none'],
    [[], '415 expected 1 Content-Type, got 0'],
    [['application/json', 'application/json'], '415 expected 1 Content-Type, got 2'],
    [['text/plain'], '415 only acceptable Content-Type is application/json'],
    [['application/json-patch+json'], '415 only acceptable Content-Type is application/json'],
    [[''], '415 only acceptable Content-Type is application/json'],
  ])('%j: %s', (contentTypes, expected) => {
    expect(refusal(() => requireJson(contentTypes))).toBe(expected)
  })
})

describe('body', () => {
  test("the case of a member's name does not matter, and of two the last counts (Go's encoding/json)", () => {
    expect(read('{"Name":"a"}')).toEqual({ name: 'a' })
    expect(read('{"name":"a","NAME":"b"}')).toEqual({ name: 'b' })
    expect(read('{"Name":"a","name":"b"}')).toEqual({ name: 'b' })
  })

  test('fields that are not named are dropped', () => {
    expect(read('{"name":"a","other":1,"__proto__":{"polluted":1}}')).toEqual({ name: 'a' })
  })

  test.each([
    ['', '400 unable to decode body: EOF'],
    [' \n', '400 unable to decode body: EOF'],
    ['garbage', '400 unable to decode body: it is not JSON'],
    ['{"name":"a"} {}', '400 unable to decode body: it is not JSON'],
    ['{"name":1}', '400 unable to decode body: name: Invalid input: expected string, received number'],
    ['[]', '400 unable to decode body: Invalid input: expected object, received array'],
    [`{"name":"a","x":${'['.repeat(64)}${']'.repeat(64)}}`, '400 unable to decode body: it is nested too deep'],
    ['['.repeat(500_000), '400 unable to decode body: it is nested too deep'],
    [`{"name":"${'[{\\"'.repeat(100)}"}`, 'none'],
  ])('%.60j: %s', (body, expected) => {
    expect(refusal(() => read(body))).toBe(expected)
  })

  test('is measured in bytes', () => {
    const around = '{"name":""}'.length
    const most = BODY_LIMIT - around
    expect(read(`{"name":"${'x'.repeat(most)}"}`).name).toHaveLength(most)
    expect(refusal(() => read(`{"name":"${'x'.repeat(most + 1)}"}`))).toMatch(/^413 /)
    expect(refusal(() => read(`{"name":"${'é'.repeat(most / 2 + 1)}"}`))).toMatch(/^413 /)
  })
})
