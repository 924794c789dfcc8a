import { describe, expect, test } from '@jest/globals'
import { ENGINE_STATES, isTransition, startState, statusText } from './engine-status.ts'

const IDLE = 'UPDATE_STATUS_IDLE'
const NEED_REBOOT = 'UPDATE_STATUS_UPDATED_NEED_REBOOT'

describe('engine status', () => {
  test('each state has its number', () =>
    expect(ENGINE_STATES.map(({ number, name }) => `${number} ${name}`)).toEqual([
      '0 UPDATE_STATUS_IDLE',
      '1 UPDATE_STATUS_CHECKING_FOR_UPDATE',
      '2 UPDATE_STATUS_UPDATE_AVAILABLE',
      '3 UPDATE_STATUS_DOWNLOADING',
      '4 UPDATE_STATUS_VERIFYING',
      '5 UPDATE_STATUS_FINALIZING',
      '6 UPDATE_STATUS_UPDATED_NEED_REBOOT',
      '7 UPDATE_STATUS_REPORTING_ERROR_EVENT',
    ]))

  test('what may follow what, and nothing else', () => {
    const legal = ENGINE_STATES.flatMap((from) =>
      ENGINE_STATES.filter((to) => isTransition(from.name, to.name)).map((to) => `${from.number}${to.number}`),
    )
    expect(legal).toEqual([
      ...['01', '10', '12', '16', '17', '20', '23', '27', '30', '35', '37', '50', '56', '57'],
      ...['60', '61', '70', '76'],
    ])
  })

  test('a newer update is looked for while one is pending, which update_engine did not (coreos/bugs #1392)', () =>
    expect(isTransition(NEED_REBOOT, 'UPDATE_STATUS_CHECKING_FOR_UPDATE')).toBe(true))

  test('starts idle, or where the marker says that an update is pending', () =>
    expect([startState(false), startState(true)]).toEqual([IDLE, NEED_REBOOT]))

  test('prints what update_engine_client prints', () => {
    expect(
      statusText({
        lastCheckedTime: 1_420_070_400,
        progress: 0.123_456_78,
        currentOperation: 'UPDATE_STATUS_DOWNLOADING',
        newVersion: '0.0.0.0',
        newSize: 523_456_789,
      }),
    ).toBe(
      'LAST_CHECKED_TIME=1420070400\nPROGRESS=0.123457\nCURRENT_OP=UPDATE_STATUS_DOWNLOADING\n' +
        'NEW_VERSION=0.0.0.0\nNEW_SIZE=523456789\n',
    )
    expect(statusText({ lastCheckedTime: 0, progress: 0, currentOperation: IDLE, newVersion: '', newSize: 0 })).toBe(
      'LAST_CHECKED_TIME=0\nPROGRESS=0.000000\nCURRENT_OP=UPDATE_STATUS_IDLE\nNEW_VERSION=\nNEW_SIZE=0\n',
    )
  })
})
