import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { destroyUnit, setTargetState } from '../registry/units.ts'
import { TTL_MS } from '../session/session-fixture.ts'
import { agentTrial, fileOf } from './agent-fixture.ts'
import { AGENT_RULES, type AgentRules } from './rules.ts'

const UNIT = 'a.service'
const MACHINES = ['m0', 'm1', 'm2']
const STEP_MS = 100

const machine = fc.nat(MACHINES.length - 1)
const step = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), to: machine }),
  fc.record({ kind: fc.constant('destroy' as const) }),
  fc.record({ kind: fc.constant('create' as const), text: fc.constantFrom('a', 'b'), to: machine }),
  fc.record({ kind: fc.constant('aim' as const), state: fc.constantFrom('inactive', 'loaded', 'launched') }),
  fc.record({ kind: fc.constantFrom('isolate', 'mend', 'crash', 'stopped', 'slow') }).chain(({ kind }) => machine.map((on) => ({ kind, on }))), // prettier-ignore
)
const schedule = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 60 })), { maxLength: 15 })
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

/** Carries a schedule out; says where the unit ran, at every step, and in the end. */
function carriedOut(steps: Schedule, seed: number, rules: AgentRules) {
  const t = agentTrial(MACHINES, seed)
  const daemons = t.machines.map((each) => each.daemon(rules))
  const mends = t.machines.map(() => [] as (() => void)[])
  const together: string[][] = []
  const running = (): string[] => t.machines.filter(({ manager }) => manager.unit(UNIT)?.alive).map(({ name }) => name)
  const pass = (steps: number): void => {
    for (let i = 0; i < steps; i++) {
      t.pass(STEP_MS)
      if (running().length > 1) together.push(running())
    }
  }
  const mend = (on: number): void => mends[on]?.splice(0).forEach((each) => each())
  const stopped = (on: number): void => {
    const { manager, does } = t.machines[on]!
    if (manager.unit(UNIT)?.state.active === 'deactivating') {
      does(manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    }
  }
  pass(10)
  t.create(UNIT, 'launched')
  t.schedule(UNIT, 'm0')
  pass(5)
  for (const [step, waits] of steps) {
    switch (step.kind) {
      case 'move':
        t.schedule(UNIT, MACHINES[step.to]!)
        break
      case 'destroy':
        t.does(destroyUnit(UNIT))
        break
      case 'create':
        t.create(UNIT, 'launched', fileOf(step.text))
        t.schedule(UNIT, MACHINES[step.to]!)
        break
      case 'aim':
        t.does(setTargetState(UNIT, step.state))
        break
      case 'isolate':
        mends[step.on]!.push(t.machines[step.on]!.computer.isolate())
        break
      case 'mend':
        mend(step.on)
        break
      case 'crash':
        daemons[step.on]!.crash()
        daemons[step.on] = t.machines[step.on]!.daemon(rules)
        break
      case 'slow':
        t.machines[step.on]!.manager.slow.add(UNIT)
        break
      case 'stopped':
        stopped(step.on)
    }
    pass(waits)
  }
  t.machines.forEach(({ manager }, on) => {
    mend(on)
    manager.slow.clear()
    stopped(on)
  })
  pass((3 * TTL_MS) / STEP_MS)
  const stored = t.stored()
  const wanted = stored.get(`job/${UNIT}/target-state`)?.value === 'launched'
  const target = stored.get(`job/${UNIT}/target`)?.value
  return { together, running: running(), expected: wanted && target ? [target] : [], claimant: t.claimant(UNIT) }
}

test('whatever happens a unit never runs twice, and in the end it runs where it is to', () => {
  fc.assert(
    fc.property(schedule, fc.nat(1000), (steps, seed) => {
      const { together, running, expected, claimant } = carriedOut(steps, seed, AGENT_RULES)
      expect(together).toEqual([])
      expect(running).toEqual(expected)
      expect(claimant).toBe(expected[0])
    }),
    { numRuns: 60 },
  )
})

test('without the fence it does run twice', () => {
  const rules: AgentRules = { ...AGENT_RULES, fenceAt: () => Infinity, onSessionLost: () => [] }
  const steps: Schedule = [
    [{ kind: 'isolate', on: 0 }, 10],
    [{ kind: 'move', to: 1 }, (2 * TTL_MS) / STEP_MS],
  ]
  expect(carriedOut(steps, 1, rules).together).not.toEqual([])
  expect(carriedOut(steps, 1, AGENT_RULES).together).toEqual([])
})
