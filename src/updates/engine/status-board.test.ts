import { describe, expect, test } from '@jest/globals'
import type { Program } from '../../runtime/operation.ts'
import { engineDesk } from './desk.ts'
import { EngineMemory } from './memory.ts'
import { EngineStateWrong, StatusBoard } from './status-board.ts'

/** Runs a program whose operations need no answer but `null`. */
function through<T>(program: Program<T>): T {
  for (let step = program.next(); ; step = program.next(null)) if (step.done) return step.value
}

function* nothing(): Program<void> {}

describe("the board of the engine's state", () => {
  test('refuses what update_engine could not do, and shows what was before', () => {
    const desk = engineDesk(nothing)
    const board = new StatusBoard('m0', desk, through(EngineMemory.open()))
    expect(() => through(board.enter('UPDATE_STATUS_UPDATED_NEED_REBOOT'))).toThrow(EngineStateWrong)
    expect(desk.status.currentOperation).toBe('UPDATE_STATUS_IDLE')
    through(board.enter('UPDATE_STATUS_CHECKING_FOR_UPDATE'))
    through(board.rest())
    expect(desk.status.currentOperation).toBe('UPDATE_STATUS_IDLE')
  })

  test('begins anew with each engine, wherever the one before it ended', () => {
    const desk = engineDesk(nothing)
    desk.status = { ...desk.status, currentOperation: 'UPDATE_STATUS_DOWNLOADING', progress: 0.5 }
    through(new StatusBoard('m0', desk, through(EngineMemory.open())).start())
    expect(desk.status).toMatchObject({ currentOperation: 'UPDATE_STATUS_IDLE', progress: 0 })
  })
})
