import { expect, test } from '@jest/globals'
import { type Json } from '../runtime/wire.ts'
import type { Outcome, Program } from '../runtime/operation.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { awaitEvent } from '../worlds/world.ts'
import { askCheck, askUpdateStatus } from './control.ts'
import { reference } from './reference.ts'
import type { MachineSpec } from './topology.ts'
import { QUICK_UPDATES } from './tuning.ts'

const spec: MachineSpec = { id: 'm0', roles: ['etcd'], group: '', strategy: 'off', channel: 'stable' }

/** What a machine answers once its boot is good. */
function answered(machine: MachineSpec, ask: () => Program<Outcome<Json>>): Outcome<Json> | undefined {
  let answer: Outcome<Json> | undefined
  function* conductor(): Program<void> {
    yield* awaitEvent((event) => event.kind === 'boot.good')
    answer = yield* ask()
  }
  const topology = { machines: [machine] }
  simWorld.runNow({ topology, tuning: QUICK_UPDATES, seed: 1, platform: reference, conductor: conductor() })
  return answer
}

test('a machine prints the status of its update engine, line for line as update_engine_client does', () => {
  const answer = answered(spec, function* () {
    yield* awaitEvent((event) => event.kind === 'update.checked')
    return yield* askUpdateStatus('m0', 1_000)
  })
  expect(answer).toEqual({
    kind: 'ok',
    value: expect.stringMatching(
      /^LAST_CHECKED_TIME=\d+\nPROGRESS=0\.000000\nCURRENT_OP=UPDATE_STATUS_\w+\nNEW_VERSION=0\.0\.0\.0\nNEW_SIZE=0/,
    ),
  })
})

test('it checks when it is told to, whatever its schedule says', () => {
  const answer = answered(spec, function* () {
    const told = yield* askCheck('m0', 1_000)
    yield* awaitEvent((event) => event.kind === 'update.checked')
    return told
  })
  expect(answer).toEqual({ kind: 'ok', value: 'checks' })
})

test.each([askCheck, askUpdateStatus])('a machine without slots says that it has no engine', (ask) => {
  const { channel: _, ...without } = spec
  const answer = answered(without, function* () {
    return yield* ask('m0', 1_000)
  })
  expect(answer).toEqual({ kind: 'ok', value: { error: 'this machine does not update itself' } })
})
