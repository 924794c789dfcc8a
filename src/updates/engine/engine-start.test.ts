import { describe, expect, test } from '@jest/globals'
import { ok } from '../../runtime/operation.ts'
import { encodeSlotTable } from '../boot/slots-codec.ts'
import { answering } from '../omaha/message-fixture.ts'
import { EngineBench } from './engine-fixture.ts'
import { NO_UPDATE } from './server-fixture.ts'
import { ENGINE_RULES } from './engine.ts'
import { pending } from './pending-fixture.ts'

const NEED_REBOOT = 'UPDATE_STATUS_UPDATED_NEED_REBOOT'

describe('an engine that starts', () => {
  test('update_attempter_unittest.cc: with the marker it needs a reboot, and says so again', () => {
    const made = pending()
    made.crash()
    made.start()
    made.run(20)
    expect([made.desk.status.currentOperation, made.rebootsWanted]).toEqual([NEED_REBOOT, 2])
    expect(made.of('slot.writing')).toEqual([])
  })

  const flagsLost = (made: EngineBench): void => {
    const { a, b } = made.table
    made.disk.files.slots = encodeSlotTable({ a, b: { ...b, priority: 0, tries: 0 } })
  }

  test('sets boot flags that are not set (coreos/bugs #1625)', () => {
    const made = pending()
    flagsLost(made)
    made.boot()
    made.run(20)
    expect([made.desk.status.currentOperation, made.rebootsWanted, made.version]).toEqual([NEED_REBOOT, 2, '1.0.0'])
    expect(made.of('update.installed')).toHaveLength(1)
    made.boot()
    expect([made.version, made.disk.broken]).toEqual(['2.0.0', []])
  })

  test('says on a later boot only to a server that offers it again, as that takes it for one that fell back', () => {
    const made = pending()
    flagsLost(made)
    made.boot()
    made.run(20)
    expect(made.told).toEqual([])
    made.check()
    expect(made.told).toEqual(['800/1', '3/1'])
  })

  test('that does not, reboots into the old release', () => {
    const made = pending((each) => (each.rules = { ...ENGINE_RULES, resumes: false }))
    flagsLost(made)
    made.boot()
    made.run(20)
    expect(made.rebootsWanted).toBe(2)
    made.boot()
    expect(made.version).toBe('1.0.0')
  })

  test('begins again where they cannot be set', () => {
    const made = pending()
    flagsLost(made)
    made.boot()
    flagsLost(made)
    made.disk.full = (request) => request.kind === 'write-file' && request.file === 'slots'
    made.crash()
    made.start()
    made.run(20)
    expect(made.desk.status.currentOperation).toBe('UPDATE_STATUS_IDLE')
    expect(made.of('update.failed')).toMatchObject([{ version: '2.0.0', code: 5 }])
    made.disk.full = () => false
    made.run(5000)
    made.boot()
    expect([made.version, made.disk.broken]).toEqual(['2.0.0', []])
  })

  test('forgets an update whose slot holds something else', () => {
    const made = pending()
    flagsLost(made)
    made.disk.slots.b = undefined
    made.offered = undefined
    made.boot()
    made.run(20)
    expect([made.desk.status.currentOperation, made.rebootsWanted]).toEqual(['UPDATE_STATUS_IDLE', 1])
  })

  test('begins afresh with a file that is damaged', () => {
    const made = pending()
    made.disk.files.engine = '{"installed":'
    made.offered = '3.0.0'
    made.boot()
    made.check()
    made.boot()
    expect([made.version, made.disk.broken]).toEqual(['3.0.0', []])
  })

  test('goes on with an update that the server has it go on with', () => {
    const made = new EngineBench()
    made.offered = '2.0.0'
    made.boot()
    made.disk.fetches.push({ bytes: 4, code: 9 })
    made.check(50)
    const { serve } = made
    const busy = answering({ ...NO_UPDATE, status: 'error-internal' }, 'error-updateInProgressOnInstance')
    made.serve = (message, answer) =>
      message.apps[0]!.updateCheck ? answer(ok({ status: 200, response: busy })) : serve(message, answer)
    made.crash()
    made.start()
    made.check()
    expect([made.rebootsWanted, made.disk.slots.b?.version]).toEqual([1, '2.0.0'])
    expect(made.of('update.checked').at(-1)).toMatchObject({
      result: 'update',
      version: '2.0.0',
      why: 'the server waits for this update to go on',
    })
  })

  test('does not write the other slot while its own is not marked good', () => {
    const made = new EngineBench()
    made.offered = '2.0.0'
    made.boot()
    const { a } = made.table
    made.disk.files.slots = encodeSlotTable({
      a: { ...a, successful: false },
      b: { priority: 1, tries: 0, successful: true },
    })
    made.check()
    expect([made.of('update.failed').length, made.of('slot.writing').length]).toEqual([1, 0])
  })
})
