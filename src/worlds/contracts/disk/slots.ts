// What a disk promises of its two slots.

import { expect } from '@jest/globals'
import { FACTORY_VERSION } from '../../../machine/topology.ts'
import type { SlotName } from '../../../history/event.ts'
import { discardPayloads, readSlot, unpackPayload } from '../../../updates/engine/ports.ts'
import { type DiskBench, type DiskMachine, fetched, only, promise, type Published } from './bench.ts'

const AS_DELIVERED = { version: FACTORY_VERSION, payload: null }

export function slotPromises(bench: () => DiskBench): void {
  promise('a disk as delivered has a release in slot a, and b is empty', bench, async (machine) => {
    expect([await read(machine, 'a'), await read(machine, 'b')]).toEqual([AS_DELIVERED, undefined])
  })

  promise('a payload is unpacked in place of what was there, for good', bench, async (machine, server) => {
    for (const version of ['2.0.0', '2.1.0']) {
      const release = await server.publish(version, 'boots')
      await fetched(machine, release)
      expect(await unpack(machine, release, 'b')).toEqual({ kind: 'ok', value: contentOf(release) })
      await machine.run(only(discardPayloads()))
      await machine.interrupt({ kind: 'read-slot', slot: 'b' }, 0)
      expect([await read(machine, 'a'), await read(machine, 'b')]).toEqual([AS_DELIVERED, contentOf(release)])
    }
  })

  promise('what was not downloaded, or is no archive, is not unpacked', bench, async (machine, server) => {
    const release = await server.publish('2.0.0', 'boots')
    expect(await unpack(machine, release, 'b')).toMatchObject({ kind: 'fail' })
    const truncated = await server.publish('2.1.0', 'truncated')
    await fetched(machine, truncated)
    expect(await unpack(machine, truncated, 'b')).toMatchObject({ kind: 'fail' })
    expect([await read(machine, 'a'), await read(machine, 'b')]).toEqual([AS_DELIVERED, undefined])
  })

  promise('a power cut in the middle leaves the slot empty, or written whole', bench, async (machine, server) => {
    const [before, after] = [await server.publish('2.0.0', 'boots'), await server.publish('2.1.0', 'boots')]
    for (const release of [before, after]) await fetched(machine, release)
    for (const afterMs of [5, 20, 60]) {
      await unpack(machine, before, 'b')
      await machine.interrupt({ kind: 'unpack', sha256: after.sha256, slot: 'b' }, afterMs)
      expect([undefined, contentOf(after)]).toContainEqual(await read(machine, 'b'))
      expect(await read(machine, 'a')).toEqual(AS_DELIVERED)
    }
    expect(await unpack(machine, after, 'b')).toEqual({ kind: 'ok', value: contentOf(after) })
  })

  promise(
    'a full disk empties no slot by itself, and one that it cannot write is empty',
    bench,
    async (machine, server) => {
      const [before, after] = [await server.publish('2.0.0', 'boots'), await server.publish('2.1.0', 'boots')]
      for (const release of [before, after]) await fetched(machine, release)
      await unpack(machine, before, 'b')
      await machine.fill()
      expect([await read(machine, 'a'), await read(machine, 'b')]).toEqual([AS_DELIVERED, contentOf(before)])
      expect(await unpack(machine, after, 'b')).toMatchObject({ kind: 'fail' })
      expect([await read(machine, 'a'), await read(machine, 'b')]).toEqual([AS_DELIVERED, undefined])
      await machine.free()
      expect(await unpack(machine, after, 'b')).toEqual({ kind: 'ok', value: contentOf(after) })
    },
  )
}

const read = (machine: DiskMachine, slot: SlotName) => machine.run(only(readSlot(slot)))
const unpack = (machine: DiskMachine, { sha256 }: Published, slot: SlotName) =>
  machine.run(only(unpackPayload(sha256, slot)))

const contentOf = ({ version, sha256 }: Published) => ({ version, payload: sha256 })
