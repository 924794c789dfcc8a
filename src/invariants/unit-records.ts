// What the registry says of units, machine by machine, and where that is not what the machines show. A fold, a part of
// fleet-state.ts.

import { decodeUnitState, type UnitState } from '../fleet/registry/codecs.ts'
import { parseKey } from '../fleet/registry/parse-key.ts'
import type { EventOf, MachineId } from '../history/event.ts'

type StoreEvent = EventOf<'store.put' | 'store.deleted'>
type Shown = EventOf<'unit.state'>

/** The registry says of a unit on a machine what is not so, or says nothing of one that is there. */
export interface Lie {
  readonly unit: string
  readonly machine: MachineId
  readonly says: string
}

export class UnitRecords {
  /** By machine, then by unit. Undefined: nobody can read it. */
  readonly #records = new Map<MachineId, Map<string, UnitState | undefined>>()

  see(event: StoreEvent): void {
    const subject = parseKey(event.key)
    if (subject?.kind !== 'state') return
    const { machine, unit } = subject
    const here = this.#records.get(machine) ?? new Map<string, UnitState | undefined>()
    this.#records.set(machine, here)
    if (event.kind === 'store.deleted') here.delete(unit)
    else here.set(unit, read(event, unit, machine))
  }

  of(machine: MachineId, unit: string): UnitState | undefined {
    return this.#records.get(machine)?.get(unit)
  }

  /**
   * @param isPresent whether a machine is in the registry
   * @param shown what each machine shows of its units
   */
  *lies(
    isPresent: (machine: MachineId) => boolean,
    shown: ReadonlyMap<MachineId, ReadonlyMap<string, Shown>>,
  ): Generator<Lie> {
    for (const [machine, records] of this.#records) {
      for (const [unit, record] of records) {
        const is = shown.get(machine)?.get(unit)
        const what = `${unit} is still said to be ${record ? wordOf(record) : 'what nobody can read'} on ${machine}`
        if (!isPresent(machine)) yield { unit, machine, says: `${what}, which is gone` }
        else if (is === undefined) yield { unit, machine, says: `${what}, and is not there` }
        else if (!isTrue(record, is)) yield { unit, machine, says: `${what}, and is ${wordOf(is)} there` }
      }
    }
    for (const [machine, units] of shown) {
      if (!isPresent(machine)) continue
      for (const unit of units.keys()) {
        if (this.#records.get(machine)?.has(unit)) continue
        yield { unit, machine, says: `nothing is said of ${unit}, which is on ${machine}` }
      }
    }
  }
}

function read({ key, value }: EventOf<'store.put'>, unit: string, machine: MachineId): UnitState | undefined {
  try {
    return decodeUnitState(key, unit, machine, value)
  } catch {
    return undefined
  }
}

/** As systemctl says it. */
const wordOf = ({ active, sub }: Pick<Shown, 'active' | 'sub'>): string => `${active} (${sub})`

const isTrue = (record: UnitState | undefined, { load, active, sub, hash }: Shown): boolean =>
  record?.load === load && record.active === active && record.sub === sub && record.hash === hash
