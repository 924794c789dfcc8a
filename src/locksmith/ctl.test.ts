import { describe, expect, test } from '@jest/globals'
import { decode, FRESH } from './semaphore.ts'
import { statusLines } from './ctl.ts'

describe('what locksmithctl status prints', () => {
  test('of a fresh semaphore', () => expect(statusLines(FRESH)).toEqual(['Available: 1', 'Max: 1']))

  test.each([
    ['{"semaphore":0,"max":1,"holders":["a"]}', ['Available: 0', 'Max: 1', '', 'MACHINE ID', 'a']],
    ['{"semaphore":-1,"max":1,"holders":["b","a"]}', ['Available: -1', 'Max: 1', '', 'MACHINE ID', 'a', 'b']],
    ['{"semaphore":0,"max":0,"holders":null}', ['Available: 0', 'Max: 0']],
  ])('of %s', (document, lines) => expect(statusLines(decode(document))).toEqual(lines))
})
