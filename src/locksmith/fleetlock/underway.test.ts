import { expect, test } from '@jest/globals'
import { cancel, ok, type Program, sleep, spawn, unknown } from '../../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import type { Post } from './strategy.ts'
import { Underway } from './underway.ts'

const AT_MOST_MS = 4_000
const TAKES_MS = 100

const answering: Post = function* () {
  yield* sleep(TAKES_MS)
  return ok({ status: 200, body: '' })
}
const losing: Post = function* () {
  yield* sleep(TAKES_MS)
  return unknown('no answer')
}

/** What is said of what is under way at these times after a request was sent. @param asks sends it */
function seen(times: readonly number[], asks: (underway: Underway) => Program<void>): readonly boolean[] {
  const underway = new Underway()
  return new StoreBench(new StoreDouble()).run(
    (function* () {
      const found: boolean[] = [yield* underway.any()]
      yield* spawn('asks', asks(underway))
      let at = 0
      for (const time of times) {
        yield* sleep(time - at)
        at = time
        found.push(yield* underway.any())
      }
      return found
    })(),
  )
}

const once = (post: Post) =>
  function* (underway: Underway): Program<void> {
    yield* underway.watched(post, AT_MOST_MS)('/v1/steady-state', '{}', {})
  }

test('a request is under way until it is answered', () =>
  expect(seen([TAKES_MS - 1, TAKES_MS + 1], once(answering))).toEqual([false, true, false]))

test('one that is not answered is, for as long as it can be at work', () =>
  expect(seen([TAKES_MS + 1, AT_MOST_MS - 1, AT_MOST_MS + 1], once(losing))).toEqual([false, true, true, false]))

test('so is that of a daemon that crashed meanwhile', () => {
  const crashing = function* (underway: Underway): Program<void> {
    const daemon = yield* spawn('daemon', once(answering)(underway))
    yield* sleep(TAKES_MS / 2)
    yield* cancel(daemon)
  }
  expect(seen([TAKES_MS + 1, AT_MOST_MS - 1, AT_MOST_MS + 1], crashing)).toEqual([false, true, true, false])
})
