// A run of any size for the tests of this room: a fleet that updates itself again and again.

import { instanceKey } from '../updates/server/keys.ts'
import type { RunResult } from './result.ts'
import { SampleHistory } from './sample-history.ts'
import { GOOD_MS, instanceDocument, MAX, resultOf, update } from './sample-updates.ts'

/** Each of many machines is granted a release after the other, installs it and boots it; 20 events a machine and round. */
export function fleetSample(machines: number, rounds: number): RunResult {
  const history = new SampleHistory()
  const ids = Array.from({ length: machines }, (_, n) => `n${n}`)
  ids.forEach((machine, n) => {
    history.bootSlot(n, machine, 'a', '1.0.0', GOOD_MS)
    for (let round = 1; round <= rounds; round++) {
      const [at, slot, version] = [round * 150_000 + n * 50, round % 2 === 0 ? 'a' : 'b', `1.${round}.0`] as const
      update(history, at, machine, slot, version)
      history.bootSlot(at + 20_100, machine, slot, version, GOOD_MS)
      history.release(at + 81_000, machine, MAX, [])
      const key = instanceKey('stable', machine)
      for (const status of ['UpdateGranted', 'Downloading', 'Installed', 'Complete'] as const) {
        const value = instanceDocument(machine, status)
        history.add(at + 90_000, 'store', { kind: 'store.put', key, value, revision: at })
      }
    }
  })
  return resultOf('fleet', ids, [], history)
}
