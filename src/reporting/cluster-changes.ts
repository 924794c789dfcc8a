// What each event of a history changed in the cluster: so a page can show the whole of it at any instant, by carrying out the
// changes up to there. Whoever carries them out need not know what an event means.

import { decodeLeader } from '../fleet/registry/codecs.ts'
import { JOBS, LEADER_KEY } from '../fleet/registry/keys.ts'
import { parseKey } from '../fleet/registry/parse-key.ts'
import type { Event, EventOf, MachineId } from '../history/event.ts'
import { holdersOf, semaphoreChanges } from './semaphores.ts'
import { machineOf } from './sources.ts'

/**
 * What may change. Of a machine: `power`, `frozen`, `release`, `lock` and `member`, in words; of a unit on a machine: how
 * many `copies` run and what its manager `shows`; of a unit: its `wanted` target state, the machine that it is scheduled to
 * (`target`) and the one that has its `claim`; of the cluster: whose `engine` leads.
 */
export const FIELDS = [
  'power',
  'frozen',
  'release',
  'lock',
  'member',
  'copies',
  'shows',
  'wanted',
  'target',
  'claim',
  'engine',
] as const

export interface Change {
  /** Place of its event in the history. */
  readonly index: number
  readonly machine?: MachineId
  readonly unit?: string
  readonly field: (typeof FIELDS)[number]
  /** Undefined: there is none any more. */
  readonly value: string | undefined
}

/** In the order of the history. */
export function clusterChanges(events: readonly Event[]): readonly Change[] {
  const changes = [...lockChanges(events)]
  const managed = new Managed()
  events.forEach((event, index) => {
    for (const change of changesBy(event, managed)) changes.push({ ...change, index })
  })
  return changes.sort((a, b) => a.index - b.index)
}

type Changed = Omit<Change, 'index'>

function changesBy(event: Event, managed: Managed): readonly Changed[] {
  switch (event.kind) {
    case 'store.put':
    case 'store.deleted':
      return stored(event)
    case 'unit.up':
    case 'unit.down':
      return [managed.process(event)]
    case 'unit.state':
      return [managed.shown(event)]
    case 'machine.on':
    case 'boot.started':
      return [
        { machine: event.machine, field: 'power', value: managed.rebooting.has(event.machine) ? 'reboots' : 'boots' },
      ]
    case 'boot.good':
      managed.rebooting.delete(event.machine)
      return [{ machine: event.machine, field: 'power', value: 'runs' }]
    case 'reboot.started':
      managed.rebooting.add(event.machine)
      return [{ machine: event.machine, field: 'power', value: 'reboots' }]
    case 'machine.off': {
      const { machine, why } = event
      const value = why === 'reboot' ? 'reboots' : `off (${why})`
      return [{ machine, field: 'power', value }, ...managed.off(machine)]
    }
    case 'machine.frozen':
      return [{ machine: event.machine, field: 'frozen', value: 'stands still' }]
    case 'machine.thawed':
      return [{ machine: event.machine, field: 'frozen', value: undefined }]
    case 'boot.slot':
      return [{ machine: event.machine, field: 'release', value: `${event.version} (${event.slot})` }]
    case 'store.member':
      return [
        {
          machine: event.machine,
          field: 'member',
          value: event.health === 'up' ? undefined : `etcd ${event.health}`,
        },
      ]
    default:
      return []
  }
}

function stored(event: EventOf<'store.put' | 'store.deleted'>): readonly Changed[] {
  const value = event.kind === 'store.put' ? event.value : undefined
  if (event.key === LEADER_KEY) return [{ field: 'engine', value: value === undefined ? undefined : leaderIn(value) }]
  const subject = event.key.startsWith(JOBS) ? parseKey(event.key) : undefined
  if (subject?.kind !== 'job') return []
  const unit = subject.name
  switch (subject.part) {
    case 'target':
      return [{ unit, field: 'target', value }]
    case 'job-state':
      return [{ unit, field: 'claim', value }]
    case 'target-state':
      return [{ unit, field: 'wanted', value }]
    case 'object':
      return value === undefined ? [{ unit, field: 'wanted', value: undefined }] : []
  }
}

function leaderIn(record: string): string {
  try {
    return decodeLeader(LEADER_KEY, record).machine
  } catch {
    return 'unreadable'
  }
}

/** What runs on each machine, and what is shown of it. */
class Managed {
  /** Of their own will, until a boot of theirs is good. */
  readonly rebooting = new Set<MachineId>()
  readonly #processes = new Map<MachineId, Map<string, Set<string>>>()
  readonly #shown = new Map<MachineId, Set<string>>()

  process({ kind, machine, unit, process }: EventOf<'unit.up' | 'unit.down'>): Changed {
    const units = this.#processes.get(machine) ?? new Map<string, Set<string>>()
    const running = units.get(unit) ?? new Set<string>()
    this.#processes.set(machine, units.set(unit, running))
    if (kind === 'unit.up') running.add(process)
    else running.delete(process)
    return { machine, unit, field: 'copies', value: running.size === 0 ? undefined : String(running.size) }
  }

  shown({ source, unit, load, active, sub }: EventOf<'unit.state'>): Changed {
    const machine = machineOf(source)
    const shown = this.#shown.get(machine) ?? new Set()
    this.#shown.set(machine, shown.add(unit))
    return { machine, unit, field: 'shows', value: load === 'not-found' ? undefined : `${active} (${sub})` }
  }

  /** A machine that goes off ends all that runs on it. */
  off(machine: MachineId): readonly Changed[] {
    const copies = [...(this.#processes.get(machine) ?? [])].flatMap(([unit, { size }]) => (size === 0 ? [] : [unit]))
    const shown = [...(this.#shown.get(machine) ?? [])]
    this.#processes.delete(machine)
    this.#shown.delete(machine)
    return [
      ...copies.map((unit) => ({ machine, unit, field: 'copies', value: undefined }) as const),
      ...shown.map((unit) => ({ machine, unit, field: 'shows', value: undefined }) as const),
    ]
  }
}

/** Who holds a slot of a lock, of whichever group. */
function* lockChanges(events: readonly Event[]): Generator<Change> {
  for (const changes of semaphoreChanges(events).values()) {
    let before: readonly MachineId[] = []
    for (const change of changes) {
      const { index } = change
      const holders = holdersOf(change)
      for (const machine of before) {
        if (!holders.includes(machine)) yield { index, machine, field: 'lock', value: undefined }
      }
      for (const machine of holders) {
        if (!before.includes(machine)) yield { index, machine, field: 'lock', value: 'holds the lock' }
      }
      before = holders
    }
  }
}
