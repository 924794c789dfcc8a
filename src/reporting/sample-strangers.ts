// Units with names that are meant to do harm, for the tests of this room: in the facts of daemons and of the world, and in
// records that can be read.

import { encodeJob, encodeLeader, encodeMachine, encodeUnitState } from '../fleet/registry/codecs.ts'
import { jobKey, LEADER_KEY, metadataKey, presenceKey, stateKey } from '../fleet/registry/keys.ts'
import { readUnit } from '../fleet/read-unit.ts'
import type { Event, Fact } from '../history/event.ts'
import type { RunResult } from './result.ts'
import { hostile } from './sample-hostile.ts'

const HOSTILE_UNITS: readonly string[] = [
  '<script>alert(1)<@1.service',
  '</script><img src=x onerror=alert(1)>.service',
  `${'x'.repeat(248)}.service`,
  '\u202egpj.\u2066\u200f.service',
  '\u0000\u001b[31m\u009b2J\r\n\t.service',
  '\ud800\udfff\ud83d"><b>.service',
  '__proto__',
  'constructor',
  '',
]

/** The same result, at whose end units with such names come, run, and cannot be placed. */
export function withHostileUnits(result: RunResult): RunResult {
  const at = result.events.at(-1)?.at ?? 0
  const text = `[Service]\nExecStart=/bin/${hostile(0).replaceAll('\n', '')}\n[X-Fleet]\nConflicts=${hostile(1)}\n`
  const { hash } = readUnit('any.service', text)
  const [load, active, sub] = [hostile(2), `${hostile(3)}ing`, hostile(4)]
  let revision = 100_000
  const facts = HOSTILE_UNITS.flatMap((unit, n): readonly Fact[] => {
    const machine = n % 2 === 0 ? 'm0' : hostile(n)
    const put = (key: string, value: string): Fact => ({ kind: 'store.put', key, value, revision: ++revision })
    const presence = {
      ...{ id: machine, host: hostile(n + 1), boot: 1, session: hostile(n), publicIp: hostile(n), version: hostile(n) },
      metadata: new Map([[hostile(n), hostile(n + 1)]]),
    }
    const state = { unit, machine, load, active, sub, hash }
    return [
      put(presenceKey(machine), encodeMachine(presence)),
      put(metadataKey(machine, hostile(n)), hostile(n)),
      put(LEADER_KEY, encodeLeader({ machine, version: 1 })),
      { kind: 'engine.leads', machine, revision },
      put(jobKey(unit, 'object'), encodeJob({ name: unit, hash, text })),
      put(jobKey(unit, 'target-state'), 'launched'),
      put(jobKey(unit, 'target'), machine),
      put(jobKey(unit, 'job-state'), hostile(n)),
      put(stateKey(unit, machine), encodeUnitState({ ...state, launched: true })),
      { kind: 'unit.placed', unit, machine, why: hostile(n), revision },
      { kind: 'unit.state', ...state },
      { kind: 'unit.up', machine: 'm0', unit, process: hostile(n), hash },
      ...(n % 3 === 0
        ? [{ kind: 'unit.down', machine: 'm0', unit, process: hostile(n), how: hostile(n + 2) } as const]
        : []),
      ...(n % 2 === 0
        ? [{ kind: 'unit.unplaceable', unit, why: { [machine]: hostile(n), [unit]: hostile(n + 1) } } as const]
        : []),
      { kind: 'fleet.fenced', machine, units: [unit] },
    ]
  })
  const events = facts.map((fact, n): Event => ({ id: `m0.1/${9000 + n}`, at, source: 'm0.1', seq: 9000 + n, ...fact }))
  return { ...result, events: [...result.events, ...events] }
}
