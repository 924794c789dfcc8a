// Trials of machines with slots whose update engine does nothing but what a test tells it, by calls to the disk.

import type { Event, EventOf, FactKind } from '../../history/event.ts'
import type { MachineContext, Platform } from '../../machine/platform.ts'
import { reboot } from '../../machine/reboot.ts'
import { reference } from '../../machine/reference.ts'
import type { MachineSpec } from '../../machine/topology.ts'
import { QUICK_UPDATES, type Tuning } from '../../machine/tuning.ts'
import { CODEBASE } from '../../machine/updates.ts'
import { type Program, sleep } from '../../runtime/operation.ts'
import { FACTORY, installed, passiveSlot, type SlotTable } from '../../updates/boot/slots.ts'
import { decodeSlotTable, encodeSlotTable } from '../../updates/boot/slots-codec.ts'
import { fetchPayload, readFile, unpackPayload, writeFile } from '../../updates/engine/ports.ts'
import { type DeclaredRelease, type Recording, type Trial } from '../world.ts'
import { simWorld } from './sim-world.ts'

/** What a machine's engine does from when its boot is good. */
export type Engine = (context: MachineContext) => Program<void>

export const machineOf = (id: string, more: Partial<MachineSpec> = {}): MachineSpec => ({
  id,
  roles: ['etcd', 'worker'],
  group: '',
  strategy: 'off',
  channel: 'stable',
  ...more,
})

/** One machine, m0, that updates itself, unless `more` says otherwise. */
export function run(conductor: Program<void>, engine: Engine = idle, more: Partial<Trial> = {}): Recording {
  const platform: Platform = { ...reference, name: 'driven by hand', updateEngine: engine }
  const tuning: Tuning = QUICK_UPDATES
  return simWorld.runNow({ seed: 1, topology: { machines: [machineOf('m0')] }, tuning, platform, conductor, ...more })
}

/** Writes a release into the other slot, makes it the next, and reboots; once. */
export function installs(
  wanted: () => DeclaredRelease | undefined,
  next: (table: SlotTable, running: 'a' | 'b') => SlotTable = (table, running) =>
    installed(table, passiveSlot(running)),
): Engine {
  let done = false
  return function* (context) {
    const { os } = context
    if (!os) throw new Error('there are no slots')
    while (wanted() === undefined) yield* sleep(10)
    const release = wanted()
    if (done || !release) return
    done = true
    const { version, sha256, size } = release
    yield* fetchPayload(`${CODEBASE}${version}.tgz`, sha256, size, 1000)
    yield* unpackPayload(sha256, passiveSlot(os.slot))
    const text = yield* readFile('slots')
    const table = text === null ? FACTORY : decodeSlotTable(text)
    yield* writeFile('slots', encodeSlotTable(next(table, os.slot)))
    yield* reboot(context, null)
  }
}

export function* idle(): Program<void> {
  yield* sleep(Infinity)
}

export const ofKind = <K extends FactKind>(events: readonly Event[], kind: K): readonly EventOf<K>[] =>
  events.filter((event): event is EventOf<K> => event.kind === kind)

/** What a machine went through, as short texts. */
export const story = (events: readonly Event[]): readonly string[] =>
  events.flatMap((event): readonly string[] => {
    switch (event.kind) {
      case 'machine.off':
        return [`off: ${event.why}`]
      case 'boot.slot':
        return [`${event.boot}: ${event.slot} ${event.version}`]
      case 'boot.good':
        return [`${event.boot}: good`]
      case 'boot.unhealthy':
        return [`${event.boot}: unhealthy`]
      case 'boot.lost':
        return [`${event.boot}: lost`]
      default:
        return []
    }
  })
