import { expect, test } from '@jest/globals'
import { unlessStopped } from './container.ts'

const engineSays = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode })

test.each([
  [304, 'container already stopped'],
  [409, 'container cfa6 is not running'],
  // the machine began to reboot between the engine's look and the runtime's
  [500, 'Cannot pause container cfa6: OCI runtime pause failed: container not running: unknown'],
])('a container that has stopped already is no failure: %i, %s', (status, message) =>
  expect(() => unlessStopped(engineSays(status, message))).not.toThrow(),
)

test('anything else is', () => {
  const broken = engineSays(500, 'OCI runtime pause failed: unable to freeze: unknown')
  expect(() => unlessStopped(broken)).toThrow(broken)
})
