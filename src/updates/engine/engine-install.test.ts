import { describe, expect, test } from '@jest/globals'
import { EngineBench, TIMES } from './engine-fixture.ts'
import { shaOf } from './memory-disk-fixture.ts'

const NEED_REBOOT = 'UPDATE_STATUS_UPDATED_NEED_REBOOT'
const IDLE = 'UPDATE_STATUS_IDLE'
const numbers = (made: EngineBench): string => made.states.map((state) => NUMBERS[state]).join('')
const NUMBERS: Record<string, number> = {
  [IDLE]: 0,
  UPDATE_STATUS_CHECKING_FOR_UPDATE: 1,
  UPDATE_STATUS_UPDATE_AVAILABLE: 2,
  UPDATE_STATUS_DOWNLOADING: 3,
  UPDATE_STATUS_FINALIZING: 5,
  [NEED_REBOOT]: 6,
  UPDATE_STATUS_REPORTING_ERROR_EVENT: 7,
}

function bench(offered: string | undefined = '2.0.0'): EngineBench {
  const made = new EngineBench()
  made.offered = offered
  made.boot()
  return made
}

describe('an update', () => {
  test('goes through its states, tells the server each step, and asks for a reboot', () => {
    const made = bench()
    made.check()
    expect(numbers(made)).toBe('12356')
    expect(made.told).toEqual(['13/1', '14/1', '800/1', '3/1'])
    expect(made.records.filter(({ kind }) => kind !== 'update.status')).toEqual([
      { kind: 'update.checked', machine: 'm0', track: 'stable', result: 'update', version: '2.0.0' },
      { kind: 'slot.writing', machine: 'm0', slot: 'b', version: '2.0.0' },
      { kind: 'slot.written', machine: 'm0', slot: 'b', version: '2.0.0', payload: shaOf('2.0.0') },
      { kind: 'update.installed', machine: 'm0', slot: 'b', version: '2.0.0' },
    ])
    expect(made.desk.status).toMatchObject({
      currentOperation: NEED_REBOOT,
      newVersion: '2.0.0',
      newSize: 10,
      progress: 1,
    })
    expect([made.rebootsWanted, made.disk.received.size, made.disk.broken]).toEqual([1, 0, []])
    expect(made.table).toMatchObject({ a: { priority: 1 }, b: { priority: 2, tries: 1, successful: false } })
  })

  test('that is pending is left alone when it is offered again', () => {
    const made = bench()
    made.check()
    made.run(5000)
    expect(numbers(made)).toMatch(/^12356(16)+$/)
    expect([made.rebootsWanted, made.of('slot.writing').length]).toEqual([1, 1])
  })

  test('that came whole before a crash is not downloaded again', () => {
    const made = bench()
    made.cut = { call: made.calls.length + 8, when: 'before', what: 'power' } // the measuring of it
    made.check(50)
    made.check()
    expect(made.calls.filter((call) => call === 'fetch')).toHaveLength(1)
    expect([made.cut, made.rebootsWanted]).toEqual([undefined, 1])
  })

  test('is done without waiting for a server that does not hear of it', () => {
    const made = bench()
    const { serve } = made
    made.serve = (message, answer) => (message.apps[0]!.updateCheck ? serve(message, answer) : undefined)
    made.check()
    made.serve = (message, answer) =>
      message.apps[0]!.updateCheck ? serve(message, answer) : answer({ kind: 'unknown', reason: 'late' })
    made.boot()
    made.check()
    expect(numbers(made)).toContain('356')
    expect(made.rebootsWanted).toBe(1)
  })

  test.each(['prefs', 'a new engine'])('of a newer version takes the place of one that is pending (%s)', (how) => {
    const made = bench()
    made.check()
    if (how === 'a new engine') {
      made.crash()
      made.start()
    }
    made.offered = '3.0.0'
    made.check()
    expect(made.disk.slots.b?.version).toBe('3.0.0')
    expect([made.rebootsWanted, made.disk.broken, made.desk.status.newVersion]).toEqual([
      how === 'prefs' ? 2 : 3,
      [],
      '3.0.0',
    ])
    made.boot()
    expect(made.version).toBe('3.0.0')
  })

  test('of an older version does not', () => {
    const made = bench()
    made.check()
    made.offered = '1.5.0'
    made.check()
    expect([made.disk.slots.b?.version, made.of('update.checked').at(-1)]).toEqual([
      '2.0.0',
      expect.objectContaining({ result: 'update', version: '1.5.0' }),
    ])
  })

  test('that is pending stays so when the download of a newer one fails', () => {
    const made = bench()
    made.check()
    made.offered = '3.0.0'
    made.disk.fetches.push(...Array.from({ length: 10 }, () => ({ bytes: 0, code: 9 })))
    made.check(2000)
    expect(numbers(made)).toContain('12356' + '12376')
    expect(made.desk.status).toMatchObject({ currentOperation: NEED_REBOOT, newVersion: '2.0.0' })
    made.boot()
    expect(made.version).toBe('2.0.0')
  })
})

describe('a payload', () => {
  test('that breaks off is taken up where it ended', () => {
    const made = bench()
    made.disk.fetches.push({ bytes: 3, code: 9 }, { bytes: 0, code: 2503 }, { bytes: 4, code: 9 })
    made.check(1000)
    expect(made.calls.filter((call) => call === 'fetch')).toHaveLength(4)
    expect([made.rebootsWanted, made.told]).toEqual([1, ['13/1', '14/1', '800/1', '3/1']])
  })

  test('that does not come is waited for, longer each time, and the server is told', () => {
    const made = bench()
    made.disk.fetches.push(...Array.from({ length: 20 }, () => ({ bytes: 0, code: 9 })))
    made.check(1500)
    expect(made.of('update.failed')).toMatchObject([{ version: '2.0.0', code: 9 }])
    expect(made.told.slice(0, 2)).toEqual(['13/1', '3/0/9'])
    made.check()
    expect(made.told.slice(2)).toContain('3/9/40')
    made.run(30_000)
    expect(made.of('update.failed')).toHaveLength(2)
    expect([made.rebootsWanted, made.disk.broken]).toEqual([1, []])
  })

  test('that breaks off for ever is given up after so many times', () => {
    const made = bench()
    made.disk.fetches.push(...Array.from({ length: 20 }, (_, at) => ({ bytes: at % 2 === 0 ? 1 : -1, code: 9 })))
    made.check(20 * TIMES.quickMs + 100)
    expect(made.of('update.failed')).toHaveLength(1)
  })

  test('that is not what was declared is refused, and no slot is touched', () => {
    const made = bench()
    made.disk.signature = 'invalid'
    made.check()
    expect(made.of('update.refused')).toMatchObject([{ version: '2.0.0', code: 18 }])
    expect(numbers(made)).toBe('1235' + '70')
    expect([made.told, made.disk.received.size]).toEqual([['13/1', '14/1', '3/0/18'], 0])
    expect([made.of('slot.writing'), made.rebootsWanted]).toEqual([[], 0])
    made.disk.signature = 'valid'
    made.run(60_000)
    expect(made.rebootsWanted).toBe(1)
  })
})
