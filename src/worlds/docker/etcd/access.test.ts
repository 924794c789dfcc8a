import { describe, expect, test } from '@jest/globals'
import { FAILURES } from '../../../store/contract.ts'
import { AuthToken } from './access.ts'
import { CallFailed } from './member-channel.ts'
import { judge } from './outcome.ts'

/** A token, and how often it was asked for. */
function counted(answers: readonly (string | Error | undefined)[]) {
  let asked = 0
  const token = new AuthToken(async () => {
    const answer = answers[asked++]
    if (answer instanceof Error) throw answer
    return answer
  })
  return { token, asked: () => asked }
}

describe('the token of a user', () => {
  test('is asked for once, however many need it', async () => {
    const { token, asked } = counted(['one', 'two'])
    expect(await Promise.all([token.current(), token.current()])).toEqual(['one', 'one'])
    expect(await token.current()).toBe('one')
    expect(asked()).toBe(1)
  })

  test('is renewed once, however many were refused with it', async () => {
    const { token, asked } = counted(['one', 'two', 'three'])
    await token.current()
    await Promise.all([token.refused('one'), token.refused('one')])
    expect(await token.current()).toBe('two')
    await token.refused('one') // a call that took longer than the others
    expect(await token.current()).toBe('two')
    expect(asked()).toBe(2)
  })

  test('that could not be had is asked for again', async () => {
    const { token } = counted([new Error('no'), 'two'])
    await expect(token.current()).rejects.toThrow('no')
    expect(await token.current()).toBe('two')
  })

  test('is none where etcd wants none, until it wants one', async () => {
    const { token } = counted([undefined, 'two'])
    expect(await token.current()).toBeUndefined()
    await token.refused(undefined)
    expect(await token.current()).toBe('two')
  })
})

describe('what etcd refuses did not happen', () => {
  test.each([
    [7, 'etcdserver: permission denied', FAILURES.forbidden, 'fine'],
    [3, 'etcdserver: authentication failed, invalid user ID or password', FAILURES.unauthenticated, 'fine'],
    [3, 'etcdserver: user name is empty', FAILURES.unauthenticated, 'turn away and drop the channel'],
    [16, 'etcdserver: invalid auth token', FAILURES.unauthenticated, 'turn away and drop the channel'],
    [3, 'etcdserver: revision of auth store is old', FAILURES.unauthenticated, 'turn away and drop the channel'],
  ])('%i %s', (code, details, reason, member) => {
    const judgement = judge(new CallFailed(code, details), 'txn')
    expect(judgement).toEqual({ outcome: { kind: 'fail', reason }, member })
  })
})
