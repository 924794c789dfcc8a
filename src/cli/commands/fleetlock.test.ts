import { describe, expect, test } from '@jest/globals'
import { InvalidArgumentError } from 'commander'
import { addGroup } from './fleetlock.ts'
import { listenOf } from './serving.ts'

describe('seatrial fleetlock', () => {
  test.each([
    ['127.0.0.1:3333', { host: '127.0.0.1', port: 3333 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    ['localhost:80', { host: 'localhost', port: 80 }],
    ['[::1]:3333', { host: '::1', port: 3333 }],
  ])('serves at %s', (text, listen) => expect(listenOf(text)).toEqual(listen))

  test.each(['', '3333', ':3333', '127.0.0.1', '127.0.0.1:', 'a:65536', 'a:-1', '::1:3333', 'http://a:1', 'a b:1'])(
    'cannot serve at %p',
    (text) => expect(() => listenOf(text)).toThrow(InvalidArgumentError),
  )

  test('groups add up', () => {
    expect(addGroup('etcd=0', addGroup('default=1'))).toEqual([
      { name: 'default', slots: 1 },
      { name: 'etcd', slots: 0 },
    ])
  })

  test.each(['', 'default', 'default=', '=1', 'a=-1', 'a=1.5', 'a=x', 'a_b=1', 'a=b=1', 'a=99999999999999999999'])(
    '%p is no group',
    (text) => expect(() => addGroup(text)).toThrow(InvalidArgumentError),
  )

  test('a group is given once', () => {
    expect(() => addGroup('a=2', addGroup('a=1'))).toThrow('the group a is given twice')
  })
})
