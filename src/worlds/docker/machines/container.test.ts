import type Dockerode from 'dockerode'
import { expect, test } from '@jest/globals'
import { MachineContainer } from './container.ts'

const engineSays = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode })

/** A container that cannot be paused, and whose end comes after so many milliseconds. */
const unpausable = (error: Error, endsAfterMs: number): MachineContainer =>
  new MachineContainer({
    pause: () => Promise.reject(error),
    wait: () => new Promise((resolve) => setTimeout(() => resolve({ StatusCode: 82 }), endsAfterMs).unref()),
  } as unknown as Dockerode.Container)

test.each([
  [304, 'container already stopped'],
  [409, 'container cfa6 is not running'],
])('a container that has stopped already is no failure: %i, %s', (status, message) =>
  expect(unpausable(engineSays(status, message), 60_000).pause()).resolves.toBeUndefined(),
)

test.each([
  'Cannot pause container cfa6: OCI runtime pause failed: container not running: unknown',
  'Cannot pause container cfa6: cannot pause a stopped container: unknown',
])('nor is one that ended between the look of the engine and that of the runtime: %s', (message) =>
  expect(unpausable(engineSays(500, message), 20).pause()).resolves.toBeUndefined(),
)

test('anything else is', async () => {
  const broken = engineSays(500, 'OCI runtime pause failed: unable to freeze: unknown')
  await expect(unpausable(broken, 60_000).pause()).rejects.toBe(broken)
})
