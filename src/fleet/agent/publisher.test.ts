import { describe, expect, test } from '@jest/globals'
import { Mailbox } from '../../runtime/mailbox.ts'
import { fail, type Program, send } from '../../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import type { StoreRequest } from '../../store/contract.ts'
import type { SystemdState } from '../manager/manager.ts'
import { decodeUnitState } from '../registry/codecs.ts'
import { stateKey } from '../registry/keys.ts'
import { configOf } from '../session/session-fixture.ts'
import { FakeManager, fileOf } from './agent-fixture.ts'
import { publishStates } from './publisher.ts'

const UNIT = 'a.service'
const KEY = stateKey(UNIT, 'm0')
const ACTIVATING: SystemdState = { load: 'loaded', active: 'activating', sub: 'start-pre' }

/** A store that answers puts and deletes too, each after a while. */
class StateStore extends StoreDouble {
  latencyMs = 0
}

function trial() {
  const store = new StateStore()
  const bench = new StoreBench(store)
  const { kernel, timers } = bench.runner
  const written: string[] = []
  const answers = { puts: () => true }
  const host = {
    ...bench.host,
    crashed: (_: string, error: unknown): void => {
      throw error
    },
    ports: {
      store: (envelope: unknown, reply: { answer: (value: unknown) => void }) => {
        const { request } = envelope as { readonly request: StoreRequest }
        const answer = (): void => {
          if (request.kind === 'range') return reply.answer(store.mvcc.range(request))
          if (request.kind !== 'txn') throw new Error(`no ${request.kind} here`)
          if (!answers.puts()) return reply.answer(fail('unreachable'))
          const [write] = request.then
          const outcome = store.mvcc.apply(request)
          const done = outcome.kind === 'ok' && 'succeeded' in outcome.value && outcome.value.succeeded === true
          if (done) written.push(write?.kind === 'put' ? `put ${wordOf(write.value)}` : 'delete')
          reply.answer(outcome)
        }
        timers.callAt(timers.now() + store.latencyMs, answer)
      },
    },
  }
  const manager = new FakeManager()
  const publish = new Mailbox<'changed'>()
  const session = { lease: '7' as string | undefined, validUntil: 1e9, subscribe: () => publish, subscribeToLease: () => publish, run: never, leave: never } // prettier-ignore
  const cache = { snapshot: undefined, subscribe: () => new Mailbox<'changed'>(), fresh: never, run: never }
  const asked = new Map<string, 'start' | 'stop'>()
  const parts = { config: configOf('m0'), cache, session, manager }
  store.mvcc.grantLease('7')
  store.mvcc.grantLease('8')
  const pass = (ms: number): void => timers.advance(timers.now() + ms)
  const does = (program: Program<unknown>): void => {
    kernel.start('test', host, program)
    pass(0)
  }
  const start = () => kernel.start('publisher', host, publishStates(parts, { asked, publish }))
  const lease = (id: string | undefined): void => {
    session.lease = id
    does(send(publish, 'changed')[Symbol.iterator]())
  }
  const stored = (key = KEY) => store.mvcc.get(key)
  const shows = () => {
    const kv = stored()
    return kv && decodeUnitState(KEY, UNIT, 'm0', kv.value)
  }
  const records = bench.records
  return { store, manager, asked, written, answers, does, start, pass, lease, stored, shows, records }
}

const wordOf = (value: string): string => decodeUnitState(KEY, UNIT, 'm0', value).sub

function never(): never {
  throw new Error('nobody asks here')
}

/** A publisher that has said that the unit is loaded. */
function published() {
  const t = trial()
  t.start()
  t.does(t.manager.load(UNIT, fileOf()))
  t.pass(0)
  return t
}

describe('TestUpdateCache', () => {
  test('what has not changed is not written again', () => {
    const t = published()
    expect(t.written).toEqual(['put dead'])
    expect(t.shows()).toMatchObject({ active: 'inactive', sub: 'dead', launched: false })
    t.does(t.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    t.pass(100_000)
    expect(t.written).toEqual(['put dead'])
  })

  test('what has changed is, and goes into the history', () => {
    const t = published()
    t.does(t.manager.start(UNIT))
    expect(t.shows()).toMatchObject({ active: 'active', sub: 'running', launched: true })
    expect(t.stored()?.lease).toBe('7')
    expect(t.records.map((record) => [record.kind, (record as { sub?: string }).sub])).toEqual([
      ['unit.state', 'dead'],
      ['unit.state', 'running'],
    ])
  })

  test('a unit that was started counts as launched, also when it has failed', () => {
    const t = published()
    t.asked.set(UNIT, 'start')
    t.does(t.manager.show(UNIT, { load: 'loaded', active: 'failed', sub: 'failed' }))
    expect(t.shows()).toMatchObject({ active: 'failed', launched: true })
  })
})

describe('TestPruneCache', () => {
  test('a unit that has gone is taken back, under this machine only', () => {
    const t = published()
    t.store.mvcc.apply({ kind: 'put', key: stateKey(UNIT, 'm1'), value: '{}' })
    t.does(t.manager.unload(UNIT))
    expect(t.stored()).toBeUndefined()
    expect(t.stored(stateKey(UNIT, 'm1'))).toBeDefined()
    expect(t.records.at(-1)).toMatchObject({ kind: 'unit.state', load: 'not-found', active: 'inactive' })
  })
})

describe('TestPurge', () => {
  test('what an earlier agent said of units that have gone is taken back', () => {
    const t = published()
    const value = t.stored()?.value ?? ''
    const left = stateKey('left.service', 'm0')
    const others = stateKey('left.service', 'm1')
    const later = trial()
    for (const key of [left, others]) later.store.mvcc.apply({ kind: 'put', key, value, lease: '7' })
    later.start()
    later.pass(10)
    expect(later.stored(left)).toBeUndefined()
    expect(later.stored(others)).toBeDefined()
  })
})

describe('TestQueueForPublish', () => {
  test('without a lease nothing is written; with a new one everything is', () => {
    const t = published()
    t.lease(undefined)
    t.does(t.manager.start(UNIT))
    t.pass(10_000)
    expect(t.written).toEqual(['put dead'])
    t.lease('8')
    t.pass(0)
    expect(t.written).toEqual(['put dead', 'put running'])
    expect(t.stored()?.lease).toBe('8')
  })
})

describe('TestUnitStatePublisher', () => {
  test('RunQueuing: of several changes during a write the newest is written next, and only that', () => {
    const t = trial()
    t.store.latencyMs = 100
    t.start()
    t.does(t.manager.load(UNIT, fileOf()))
    t.pass(50)
    t.does(t.manager.show(UNIT, ACTIVATING, true))
    t.pass(10)
    t.does(t.manager.start(UNIT))
    t.pass(1000)
    expect(t.written).toEqual(['put dead', 'put running'])
  })

  test('RunWithDelays: what fails is tried again after a wait that grows', () => {
    const t = trial()
    let tries = 0
    t.answers.puts = () => ++tries > 4
    t.start()
    t.does(t.manager.load(UNIT, fileOf()))
    t.pass(400)
    expect(tries).toBeLessThan(3)
    t.pass(15_000)
    expect(tries).toBe(5)
    expect(t.written).toEqual(['put dead'])
  })

  test('RunTiming: one unit that cannot be written holds up no other', () => {
    const t = trial()
    t.start()
    t.does(t.manager.load(UNIT, fileOf()))
    t.answers.puts = () => false
    t.does(t.manager.start(UNIT))
    t.answers.puts = () => true
    t.does(t.manager.load('b.service', fileOf()))
    expect(t.stored(stateKey('b.service', 'm0'))).toBeDefined()
    t.pass(1000)
    expect(t.shows()).toMatchObject({ sub: 'running' })
  })
})
