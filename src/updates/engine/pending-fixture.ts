// Where the tests of an engine's next start begin: an update is installed, and waits for its reboot.

import { EngineBench } from './engine-fixture.ts'

/**
 * A machine that has installed 2.0.0 and is about to reboot. What it said until then is forgotten.
 * @param before done before its first boot
 */
export function pending(before: (made: EngineBench) => void = () => {}): EngineBench {
  const made = new EngineBench()
  made.offered = '2.0.0'
  before(made)
  made.boot()
  made.check()
  made.messages.length = 0
  made.records.length = 0
  return made
}
