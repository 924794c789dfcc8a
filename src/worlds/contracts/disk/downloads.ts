// What a disk promises of downloads: how they end, what is there then, and that they go on where they ended.

import { expect } from '@jest/globals'
import { discardPayloads, fetchPayload, measurePayload } from '../../../updates/engine/ports.ts'
import {
  AMPLE_MS,
  type DiskBench,
  type DiskMachine,
  fetched,
  impaired,
  only,
  promise,
  type Published,
  timed,
} from './bench.ts'

const STALL_MS = 300

export function downloadPromises(bench: () => DiskBench): void {
  promise('a payload comes whole, and is what was declared', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    expect(await measured(machine, release)).toBe(undefined)
    expect(await fetched(machine, release)).toEqual({ received: release.size, code: 0 })
    expect(await measured(machine, release)).toEqual(asDeclared(release))
    expect(await machine.run(only(measurePayload(release.sha256, undefined)))).toEqual({
      ...asDeclared(release),
      signature: 'missing',
    })
  })

  promise('what is there already is not downloaded again', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    await fetched(machine, release)
    const before = await server.served()
    expect(await fetched(machine, release)).toEqual({ received: release.size, code: 0 })
    expect(await server.served()).toBe(before)
  })

  promise('a payload that the server does not have is its HTTP status', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    const url = release.url.replace('2.0.0', '7.7.7')
    expect(await fetched(machine, { ...release, url })).toEqual({ received: 0, code: 2404 })
    expect(await measured(machine, release)).toBe(undefined)
  })

  promise('it stops one byte after the declared size', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    const size = release.size - 1000
    expect(await fetched(machine, { ...release, size })).toEqual({ received: size + 1, code: 0 })
    expect(await measured(machine, release)).toMatchObject({ size: size + 1 })
  })

  promise(
    'a connection that ends early is told, and the next download goes on there',
    bench,
    async (machine, server) => {
      const release = await server.publish('2.0.0', 'boots')
      const { received, code } = await impaired(server, 'truncated', () => fetched(machine, release))
      expect(code).toBe(9)
      expect(received).toBeGreaterThan(0)
      expect(received).toBeLessThan(release.size)
      expect(await measured(machine, release)).toMatchObject({ size: received })
      const before = await server.served()
      expect(await fetched(machine, release)).toEqual({ received: release.size, code: 0 })
      expect((await server.served()) - before).toBeLessThanOrEqual(release.size - received)
      expect(await measured(machine, release)).toEqual(asDeclared(release))
    },
  )

  promise('a download that nothing comes of is given up in time', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    const call = fetchPayload(release.url, release.sha256, release.size, STALL_MS)
    const { value, tookMs } = await impaired(server, 'down', () => machine.run(timed(call)))
    expect(value).toEqual({ received: 0, code: 9 })
    expect(tookMs).toBeGreaterThanOrEqual(STALL_MS - 1) // clocks of whole milliseconds
    expect(tookMs).toBeLessThan(STALL_MS + AMPLE_MS)
    expect(await fetched(machine, release)).toEqual({ received: release.size, code: 0 })
  })

  promise('a slow server is waited for', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    expect(await impaired(server, 'slow', () => fetched(machine, release))).toEqual({ received: release.size, code: 0 })
  })

  promise('altered bytes come whole, and are measured as what they are', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    expect(await impaired(server, 'corrupted', () => fetched(machine, release))).toEqual({
      received: release.size,
      code: 0,
    })
    await expectOther(machine, release)
    await machine.run(only(discardPayloads()))
    expect(await measured(machine, release)).toBe(undefined)
    await fetched(machine, release)
    expect(await measured(machine, release)).toEqual(asDeclared(release))
  })

  promise('releases that are not what was declared show', bench, async (machine, server) => {
    const corrupt = await server.publish('3.0.0', 'corrupt')
    expect(await fetched(machine, corrupt)).toEqual({ received: corrupt.size, code: 0 })
    await expectOther(machine, corrupt)
    for (const behaviour of ['truncated', 'wrong-size'] as const) {
      const release = await server.publish(behaviour === 'truncated' ? '3.1.0' : '3.2.0', behaviour)
      const { received, code } = await fetched(machine, release)
      expect([code, received === release.size]).toEqual([0, false])
      expect(await measured(machine, release)).toMatchObject({ size: received })
      // all that the server has is there, so there is nothing to go on with
      expect(await fetched(machine, release)).toEqual({ received, code: 0 })
    }
    const unsigned = await server.publish('3.3.0', 'bad-signature')
    await fetched(machine, unsigned)
    expect(await measured(machine, unsigned)).toEqual({ ...asDeclared(unsigned), signature: 'invalid' })
  })

  promise('a power cut in the middle of a download costs none of what was there', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    const { received } = await impaired(server, 'truncated', () => fetched(machine, release))
    for (const afterMs of [0, 5, 20, 60]) {
      await machine.interrupt({ kind: 'fetch', ...release, withinMs: AMPLE_MS }, afterMs)
      expect((await measured(machine, release))?.size).toBeGreaterThanOrEqual(received)
    }
    expect(await fetched(machine, release)).toEqual({ received: release.size, code: 0 })
    expect(await measured(machine, release)).toEqual(asDeclared(release))
  })

  promise('a full disk takes no payload, and keeps what it has', bench, async (machine, server) => {
    const [there, wanted] = [await server.publish('2.0.0', 'boots'), await server.publish('2.1.0', 'boots')]
    await fetched(machine, there)
    await machine.fill()
    expect((await fetched(machine, wanted)).code).toBe(14)
    expect(await measured(machine, there)).toEqual(asDeclared(there))
    await machine.free()
    expect(await fetched(machine, wanted)).toEqual({ received: wanted.size, code: 0 })
  })
}

const measured = (machine: DiskMachine, { sha256, signature }: Published) =>
  machine.run(only(measurePayload(sha256, signature)))

const asDeclared = ({ size, sha256 }: Published) => ({ size, sha256, signature: 'valid' })

async function expectOther(machine: DiskMachine, release: Published): Promise<void> {
  const found = await measured(machine, release)
  expect(found).toMatchObject({ size: release.size, signature: 'invalid' })
  expect(found?.sha256).not.toBe(release.sha256)
}
