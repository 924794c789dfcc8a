// What holds of a unit whatever is asked of its manager, and in whatever order.

import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ManagerBench, service } from './manager-fixture.ts'

const STOP_TIMEOUT_MS = 3_000
/** Two endings of processes by force, a stop command and all that comes after it. */
const ENOUGH_MS = 10 * STOP_TIMEOUT_MS
/** What signals to a unit's processes take at most. */
const SIGNALS_MS = 10

const NAMES = ['a.service', 'b.service'] as const

const command = fc.constantFrom(
  ...['app', 'app --ignore-term', 'app --exit 0 --after-ms 300', 'app --exit 1', 'app --stop-ms 700'],
  ...['app --stop-ms 9000', '/bin/sleep infinity', '/bin/true', '/bin/false', '/no/such/program'],
)
const control = fc.constantFrom(
  '/bin/true',
  '-/bin/false',
  '/bin/false',
  '/bin/sleep 0.5',
  '/bin/sleep infinity',
  '/none',
)

const file = fc
  .record({
    type: fc.constantFrom('simple', 'simple', 'oneshot', 'notify'),
    main: command,
    restart: fc.constantFrom('no', 'no', 'always', 'on-failure'),
    remains: fc.boolean(),
    controls: fc.array(
      fc.tuple(fc.constantFrom('ExecStartPre', 'ExecStartPost', 'ExecStop', 'ExecStopPost'), control),
      { maxLength: 3 },
    ),
  })
  .map(({ type, main, restart, remains, controls }) =>
    service(
      `Type=${type}`,
      `ExecStart=${main}`,
      `Restart=${restart}`,
      `RemainAfterExit=${remains}`,
      'TimeoutStartSec=5',
      'StartLimitBurst=100',
      ...controls.map(([option, line]) => `${option}=${line}`),
    ),
  )

const name = fc.constantFrom(...NAMES)
const order = fc.oneof(
  fc.record({ kind: fc.constant('load' as const), name, text: file }),
  fc.record({ kind: fc.constant('launch' as const), name, text: file }),
  fc.record({ kind: fc.constantFrom('unload' as const, 'start' as const, 'start' as const, 'stop' as const), name }),
  fc.record({ kind: fc.constant('reload' as const) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.oneof(fc.nat(10), fc.nat(1_000), fc.nat(6_000)) }),
)
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never

function give(bench: ManagerBench, what: Order): void {
  const { manager } = bench
  switch (what.kind) {
    case 'load':
      bench.do(manager.load(what.name, what.text))
      return
    case 'launch':
      bench.launch(what.name, what.text)
      return
    case 'reload':
      return bench.do(manager.reload())
    case 'pass':
      return bench.pass(what.ms)
    default:
      bench.do(manager[what.kind](what.name))
  }
}

/** A unit that is not alive has no process, and one that is gone has none either. */
function checkAlive(bench: ManagerBench): void {
  const alive = new Set(bench.manager.units().flatMap((unit) => (unit.alive ? [unit.name] : [])))
  expect([...bench.alive.values()].filter(({ unit }) => !alive.has(unit))).toEqual([])
}

const orders = fc.array(order, { minLength: 1, maxLength: 30, size: 'max' })

test('one main process at most; none of a unit that is not alive; after a stop, and time enough, none at all', () => {
  fc.assert(
    fc.property(orders, fc.nat(1_000), fc.boolean(), (all, seed, unloads) => {
      const bench = new ManagerBench(STOP_TIMEOUT_MS, seed)
      for (const each of all) {
        give(bench, each)
        checkAlive(bench)
      }
      for (const each of NAMES) bench.do(unloads ? bench.manager.unload(each) : bench.manager.stop(each))
      bench.pass(ENOUGH_MS)
      checkAlive(bench)
      expect([bench.mostMains <= 1, bench.alive.size]).toEqual([true, 0])
      if (unloads) expect(bench.manager.units()).toEqual([])
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('when its time is up nothing of a unit is alive, and nothing of it starts', () => {
  fc.assert(
    fc.property(orders, orders, fc.nat(2_000), (before, after, leftMs) => {
      const bench = new ManagerBench(STOP_TIMEOUT_MS)
      bench.do(bench.manager.allow(new Set(NAMES), 1_000_000))
      for (const each of before) give(bench, each)
      const until = bench.now + leftMs
      bench.do(bench.manager.allow(new Set(NAMES), until))
      bench.pass(leftMs + SIGNALS_MS)
      expect(bench.alive.size).toBe(0)
      const ran = bench.commands.length
      for (const each of after) give(bench, each)
      expect([bench.commands.length, bench.commands.filter(({ at }) => at >= until)]).toEqual([ran, []])
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('a process that ends in the time that it has is not killed', () => {
  fc.assert(
    fc.property(fc.nat(STOP_TIMEOUT_MS - SIGNALS_MS), fc.nat(5_000), fc.nat(1_000), (stopMs, afterMs, seed) => {
      const bench = new ManagerBench(STOP_TIMEOUT_MS, seed)
      bench.launch('a.service', service(`ExecStart=app --stop-ms ${stopMs}`))
      bench.pass(10 + afterMs)
      bench.do(bench.manager.stop('a.service'))
      bench.pass(ENOUGH_MS)
      expect(bench.exits.map(({ exit }) => exit)).toEqual([{ kind: 'exited', code: 0 }])
    }),
    { numRuns: 100, seed: 1 },
  )
})

test('one that does not is killed when that is over, and not before', () => {
  fc.assert(
    fc.property(fc.integer({ min: STOP_TIMEOUT_MS, max: 100_000 }), fc.nat(1_000), (stopMs, seed) => {
      const bench = new ManagerBench(STOP_TIMEOUT_MS, seed)
      bench.launch('a.service', service(`ExecStart=app --stop-ms ${stopMs + SIGNALS_MS}`))
      bench.pass(100)
      bench.do(bench.manager.stop('a.service'))
      bench.pass(ENOUGH_MS)
      expect(bench.exits).toMatchObject([{ exit: { kind: 'killed', signal: 'KILL' } }])
      const tookMs = (bench.exits[0]?.at ?? 0) - 100
      expect([tookMs >= STOP_TIMEOUT_MS, tookMs <= STOP_TIMEOUT_MS + SIGNALS_MS]).toEqual([true, true])
    }),
    { numRuns: 100, seed: 1 },
  )
})
