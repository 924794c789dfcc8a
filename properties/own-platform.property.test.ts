import { expect, test } from '@jest/globals'
import { hunt, type Platform, reboot, receive, reference, simWorld } from '../src/index.ts'

// A daemon of one's own: this one forgets to take the lock.
const mine: Platform = {
  ...reference,
  name: 'mine',
  *lockDaemon(context, notices) {
    for (;;) {
      const notice = yield* receive(notices)
      if (notice.kind === 'message' && notice.message === 'reboot-wanted') yield* reboot(context, null)
    }
  },
}

test('my daemon keeps every promise', () => {
  const clock = () => performance.now()
  const run = hunt({ world: simWorld, platform: mine, pace: 'quick', seed: 1, maxRuns: 500, maxMs: Infinity, clock })
  let next = run.next()
  while (next.done !== true) next = run.next()
  expect(next.value.kind).toBe('found') // it does not: 'held' is what you want to see here
})
