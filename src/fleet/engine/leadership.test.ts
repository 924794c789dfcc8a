import { describe, expect, test } from '@jest/globals'
import { LEADER_KEY } from '../registry/keys.ts'
import { ENGINE_TTL_MS, loseAnswer } from '../session/session-fixture.ts'
import { leaseRevoke, remove } from '../../store/contract.ts'
import { engineTrial, ofKind, onTxn, SUCCESSION_MS } from './engine-fixture.ts'
import { whyOver } from './term.ts'

const NAMES = ['a', 'b', 'c']

/** From which to which moment each engine said that it leads. */
function terms(t: ReturnType<typeof engineTrial>): { who: string; from: number; to: number }[] {
  return t.daemons.flatMap(({ host }) => {
    const leads = ofKind(host.told, 'engine.leads')
    const yields = ofKind(host.told, 'engine.yields')
    return leads.map(({ at }, i) => ({ who: host.name, from: at, to: yields[i]?.at ?? Infinity }))
  })
}

describe('TestIsLeader', () => {
  const snapshot = {
    revision: 9,
    jobs: new Map(),
    machines: new Map(),
    claims: new Map(),
    engineVersion: 1,
    unreadable: [],
  }
  const term = { createRevision: 5 }
  test('the key with the term’s create revision is its own', () => {
    expect(whyOver({ ...snapshot, leader: { machine: 'a', createRevision: 5 } }, term)).toBeUndefined()
  })
  test('another key is not, whosever name it has', () => {
    expect(whyOver({ ...snapshot, leader: { machine: 'a', createRevision: 7 } }, term)).toBe('a leads')
  })
  test('no key is none', () => {
    expect(whyOver({ ...snapshot, leader: undefined }, term)).toBe('the leader was removed')
  })
  test('a snapshot of before the term says nothing', () => {
    expect(whyOver({ ...snapshot, revision: 4, leader: { machine: 'b', createRevision: 2 } }, term)).toBeUndefined()
  })
})

describe('leadership', () => {
  test('is one engine’s, and lasts', () => {
    const t = engineTrial(NAMES)
    t.pass(10 * ENGINE_TTL_MS)
    expect(terms(t)).toEqual([{ who: t.leader(), from: expect.any(Number), to: Infinity }])
  })

  test('passes on when the leader’s daemon crashes', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    const first = t.leader() as string
    t.find(first).crash()
    t.pass(SUCCESSION_MS)
    expect(t.leader()).not.toBe(first)
    expect(t.leader()).toBeDefined()
  })

  test('ends before the store gives it to another, by the leader’s own clock', () => {
    for (let cutAt = 0; cutAt < ENGINE_TTL_MS; cutAt += 250) {
      const t = engineTrial(NAMES)
      t.pass(1000 + cutAt)
      const { host } = t.find(t.leader() as string)
      host.isolate()
      t.pass(SUCCESSION_MS + ENGINE_TTL_MS)
      const [one, two, ...more] = terms(t).toSorted((x, y) => x.from - y.from)
      expect(more).toEqual([])
      expect(one).toMatchObject({ who: host.name })
      expect(one?.to).toBeLessThanOrEqual(two?.from as number)
    }
  })

  test('survives lost answers', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    const { host } = t.find(t.leader() as string)
    for (let i = 0; i < 6; i++) {
      const mend = host.isolate()
      t.pass(0.4 * ENGINE_TTL_MS)
      mend()
      t.pass(0.6 * ENGINE_TTL_MS)
    }
    expect(terms(t)).toHaveLength(1)
  })

  test('is given back at once by a machine that leaves', () => {
    const t = engineTrial(NAMES)
    t.pass(1000)
    const { host, parts } = t.find(t.leader() as string)
    host.start(parts.session.leave())
    t.pass(300)
    expect(ofKind(host.told, 'engine.yields')).toMatchObject([{ why: 'its machine is not in the registry' }])
    expect(t.leader()).not.toBe(host.name)
    expect(t.leader()).toBeDefined()
  })

  test('is taken up by the daemon that comes after a crash, without a wait', () => {
    const t = engineTrial([])
    const memory = { lease: undefined }
    const crashed = t.daemon('a', {}, memory)
    t.pass(1000)
    crashed.crash()
    const { host } = t.daemon('a', {}, memory)
    t.pass(500)
    expect(ofKind(host.told, 'engine.leads')).toHaveLength(1)
  })

  test('that was won by an attempt whose answer was lost is found', () => {
    const t = engineTrial([])
    const { host } = t.daemon('a')
    const count = loseAnswer(
      host,
      (request) => request.kind === 'txn' && request.then.some(({ kind, key }) => kind === 'put' && key === LEADER_KEY),
    )
    t.pass(2000)
    expect(count.meant).toBe(1)
    const key = t.stored().get('lease/engine-leader')
    expect(ofKind(host.told, 'engine.leads')).toMatchObject([{ revision: key?.createRevision }])
  })

  test('ends when the lease or the key is removed, and is taken up again', () => {
    const t = engineTrial(['a'])
    t.pass(1000)
    t.ask(t.desk, leaseRevoke(t.stored().get('lease/engine-leader')?.lease as string))
    t.pass(2000)
    t.ask(t.desk, remove({ key: LEADER_KEY }))
    t.pass(2000)
    expect(terms(t)).toHaveLength(3)
    expect(t.leader()).toBe('a')
  })

  test('is not for an engine that is switched off, nor for a machine without a session', () => {
    const t = engineTrial([])
    t.daemon('a', { engine: false })
    t.pass(100)
    t.daemon('a', { host: 'twin' })
    t.pass(3000)
    expect(t.leader()).toBeUndefined()
  })

  test('costs a follower no attempt', () => {
    const t = engineTrial(NAMES)
    t.pass(2000)
    const calls: unknown[] = []
    for (const { host } of t.daemons) if (host.name !== t.leader()) onTxn(host, (envelope) => void calls.push(envelope))
    t.pass(10 * ENGINE_TTL_MS)
    expect(calls).toEqual([])
  })
})
