// The contract of a runner: what every program may rely on, whichever runner interprets it. One body, called for the
// virtual and for the live runner. What a runner brings: `runtime/bench.ts`.

import { describe, test } from '@jest/globals'
import { Bench, type RunnerBench, type Trial } from './runtime/bench.ts'
import { hostPromises } from './runtime/hosts.ts'
import { mailboxPromises } from './runtime/mailboxes.ts'
import { programPromises } from './runtime/programs.ts'
import { taskPromises } from './runtime/tasks.ts'

/**
 * Declares the jest tests of one kind of runner.
 * @param open makes a runner; called for each test, and closed after it
 */
export function runtimeContract(name: string, open: () => RunnerBench): void {
  const trial: Trial = (title, body) =>
    test(title, async () => {
      const runner = open()
      try {
        await body(new Bench(runner))
      } finally {
        runner.close()
      }
    })

  describe(`runner contract: ${name}`, () => {
    programPromises(trial)
    taskPromises(trial)
    mailboxPromises(trial)
    hostPromises(trial)
  })
}
