import { describe, expect, test } from '@jest/globals'
import { fail, ok, unknown } from '../../runtime/operation.ts'
import { FAILURES } from '../../store/contract.ts'
import { Desk, ME } from './locksmithctl-fixture.ts'

describe('locksmithctl reboot', () => {
  test('is for root', async () => {
    const desk = new Desk()
    desk.root = false
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.errors).toEqual(['Must be root to initiate reboot.'])
    expect([desk.reboots, desk.document()]).toEqual([0, null])
  })

  test('takes the lock, then reboots, and keeps it', async () => {
    const desk = new Desk()
    expect(await desk.run('reboot')).toBe(0)
    expect(desk.reboots).toBe(1)
    expect(desk.holdersAtReboot).toMatchObject({ holders: [ME] })
    expect(desk.document()).toMatchObject({ holders: [ME] })
  })

  test('does not reboot without the lock', async () => {
    const desk = new Desk()
    desk.hold(['a'], 1)
    expect(await desk.run('reboot')).toBe(1)
    desk.hold([], 1)
    desk.onWrite = 'lost'
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.errors).toEqual([
      'Error locking: semaphore is at 0',
      'Error locking: no answer in time (it may have happened: see the status)',
    ])
    expect(desk.reboots).toBe(0)
  })

  test('gives the lock back when the reboot is refused', async () => {
    const desk = new Desk()
    desk.onReboot = fail('Access denied')
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.errors).toEqual(['Error rebooting: Access denied'])
    expect(desk.document()).toMatchObject({ holders: [] })
  })

  test('a slot that it held before is not enough: its daemon may be about to give it back', async () => {
    const desk = new Desk()
    desk.hold([ME], 1)
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.reboots).toBe(0)
    expect(desk.errors).toEqual(['Error locking: holder exists'])
    expect(desk.document()).toMatchObject({ holders: [ME] })
  })

  test('keeps the lock when it is not known whether it reboots', async () => {
    const desk = new Desk()
    desk.onReboot = unknown('systemctl was ended by SIGTERM')
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.errors).toEqual([
      'Error rebooting: systemctl was ended by SIGTERM; the slot is kept, for it may reboot yet',
    ])
    expect(desk.document()).toMatchObject({ holders: [ME] })
  })

  test('says also that the lock could not be given back', async () => {
    const desk = new Desk()
    desk.reboot = async () => {
      desk.bad.set('http://e0:2379', fail(FAILURES.unreachable))
      return fail('Access denied')
    }
    expect(await desk.run('reboot')).toBe(1)
    expect(desk.errors).toEqual(['Error rebooting: Access denied\nError unlocking: unreachable'])
  })
})

describe('locksmithctl send-need-reboot', () => {
  const control = 'http://m0:7070'

  test('asks the machine', async () => {
    const desk = new Desk()
    expect(await desk.run('send-need-reboot', undefined, { control })).toBe(0)
    expect(desk.told).toEqual([{ url: control, host: control, service: 'control', body: 'reboot', withinMs: 100 }])
    expect(desk.printed).toEqual(['will reboot'])
  })

  test('needs to know where', async () => {
    const desk = new Desk()
    expect(await desk.run('send-need-reboot')).toBe(2)
    expect(desk.errors).toEqual(['send-need-reboot needs --control <url>: where the machine serves its control'])
  })

  test.each([
    [fail('unreachable'), 'Error sending need-reboot: unreachable'],
    [ok({ error: 'unknown request' }), 'Error sending need-reboot: {"error":"unknown request"}'],
  ])('%j is a failure', async (answer, error) => {
    const desk = new Desk()
    desk.onTell = answer
    expect(await desk.run('send-need-reboot', undefined, { control })).toBe(1)
    expect(desk.errors).toEqual([error])
  })
})
