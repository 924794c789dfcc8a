import { describe, expect, test } from '@jest/globals'
import { semaphoreKey } from '../../locksmith/semaphore.ts'
import { fail, unknown } from '../../runtime/operation.ts'
import { FAILURES } from '../../store/contract.ts'
import { UsageError } from '../exit.ts'
import { runToEnd } from './locksmithctl.ts'
import { Desk } from './locksmithctl-fixture.ts'

describe('locksmithctl', () => {
  test.each([['not JSON', 'Error locking: the reboot lock\'s document is not JSON: {"semaphore":']])(
    'leaves a document that is %s as it is',
    async (_, error) => {
      const desk = new Desk()
      desk.put('{"semaphore":')
      expect(await desk.run('lock', 'a')).toBe(1)
      expect(await desk.run('status')).toBe(1)
      expect(await desk.run('unlock', 'a')).toBe(1)
      expect(await desk.run('set-max', '2')).toBe(1)
      expect(desk.errors[0]).toBe(error)
      expect(desk.errors.map((line) => line.slice(0, 14))).toEqual([
        'Error locking:',
        'Error getting ',
        'Error unlockin',
        'Error setting ',
      ])
      expect(desk.mvcc.get(semaphoreKey(''))?.value).toBe('{"semaphore":')
    },
  )

  test.each([[fail(FAILURES.unreachable)], [fail(FAILURES.noLeader)], [unknown('no answer in time')]])(
    'turns to the endpoint that answers, and names all when none does: %j',
    async (refusal) => {
      const desk = new Desk()
      const endpoints = ['http://e0:2379', 'http://e1:2379', 'http://e2:2379']
      desk.bad.set('http://e0:2379', refusal).set('http://e1:2379', refusal)
      expect(await desk.run('lock', 'a', { endpoints })).toBe(0)
      desk.bad.set('http://e2:2379', refusal)
      expect(await desk.run('lock', 'b', { endpoints })).toBe(1)
      expect(desk.errors).toEqual([`no etcd endpoints available, tried: ${endpoints.join(', ')}`])
    },
  )

  test.each([FAILURES.invalid, FAILURES.unauthenticated, FAILURES.forbidden])(
    'an endpoint that refuses has answered, and its reason is told: %s',
    async (reason) => {
      const desk = new Desk()
      desk.bad.set('http://e0:2379', fail(reason))
      expect(await desk.run('status')).toBe(1)
      expect(desk.errors).toEqual([`Error getting value: ${reason}`])
    },
  )

  test('an unknown command is wrong usage; none is a cry for help', async () => {
    const desk = new Desk()
    expect(await desk.run('fly')).toBe(2)
    expect(desk.printed).toEqual([
      'locksmithctl: unknown subcommand: "fly"',
      "Run 'seatrial locksmithctl help' for usage.",
    ])
    expect(await desk.run()).toBe(0)
    expect(await desk.run('help')).toBe(0)
    expect(desk.printed[2]).toBe('Commands:')
  })

  test.each([['status'], ['reboot'], ['send-need-reboot']])('%s takes no argument', async (command) => {
    const desk = new Desk()
    expect(await desk.run(command, 'x')).toBe(2)
    expect([desk.reboots, desk.told]).toEqual([0, []])
  })

  test('without files that are what they should be there is no client, and that is said', async () => {
    const desk = new Desk()
    desk.openStore = () => Promise.reject(new UsageError('--etcd-cafile: a holds no certificate in PEM'))
    expect(await desk.run('status')).toBe(1)
    expect(desk.errors).toEqual(['Error initializing etcd client: --etcd-cafile: a holds no certificate in PEM'])
    desk.openStore = () => Promise.reject(new Error('a bug'))
    await expect(desk.run('status')).rejects.toThrow('a bug')
  })

  test.each([
    ['ok', process.execPath, ['--eval', '']],
    ['fail', process.execPath, ['--eval', 'process.exit(3)']],
    ['fail', '/nowhere/systemctl', ['reboot']],
    ['unknown', process.execPath, ['--eval', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9000)']],
  ] as const)('the end of a program that it runs is %s', async (kind, file, args) => {
    expect(await runToEnd(file, args)).toMatchObject({ kind })
  })
})
