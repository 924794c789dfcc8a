import { describe, expect, test } from '@jest/globals'
import { compact } from '../../store/contract.ts'
import { ELECTION_MS } from '../../worlds/sim/etcd/fixture.ts'
import { cached, CALL_MS } from './cache-fixture.ts'
import { encodeUnitState } from './codecs.ts'
import { jobKey, stateKey } from './keys.ts'
import { gone, objectOf, presenceOf, put, spread, stateOf } from './registry-fixture.ts'

const target = (unit: string, machine: string) => put(jobKey(unit, 'target'), machine)
const state = put(stateKey('a.service', 'm0'), encodeUnitState(stateOf('a.service', 'm0')))

describe('a cache of the registry', () => {
  test('knows nothing at first, then everything, then what happens', () => {
    const t = cached()
    t.write(objectOf('a.service'))
    t.write(presenceOf('m0'))
    t.pass(50)
    expect(t.cache.snapshot).toBeUndefined()
    t.start()
    expect([...(t.cache.snapshot?.jobs.keys() ?? [])]).toEqual(['a.service'])
    t.write(target('a.service', 'm0'))
    t.pass(50)
    expect(t.cache.snapshot?.jobs.get('a.service')?.target).toBe('m0')
    expect(t.kinds()).toEqual(['range', 'watch'])
  })

  test('of an empty registry is an empty one', () => {
    const t = cached()
    t.start()
    expect(t.cache.snapshot).toMatchObject({ jobs: new Map(), machines: new Map(), leader: undefined })
  })

  test('is the same object until something changes, and does not hear of states', () => {
    const t = cached()
    t.start()
    const mailbox = t.cache.subscribe()
    const before = t.cache.snapshot
    t.write(state)
    t.pass(50)
    expect(t.cache.snapshot).toBe(before)
    expect(mailbox.messages).toEqual([])
  })

  test('tells each subscriber once, until that has looked', () => {
    const t = cached()
    const [one, two] = [t.cache.subscribe(), t.cache.subscribe()]
    t.start()
    for (let i = 0; i < 5; i++) t.write(objectOf(`${i}.service`))
    t.pass(50)
    expect([one.messages, two.messages]).toEqual([['changed'], ['changed']])
    one.messages.length = 0
    t.write(presenceOf('m0'))
    t.pass(50)
    expect([one.messages, two.messages]).toEqual([['changed'], ['changed']])
  })

  test('reads in pages what was there at one revision, whatever is written meanwhile', () => {
    const t = cached({ page: 3 })
    for (let i = 0; i < 10; i++) t.write(objectOf(`${i}.service`))
    t.pass(50)
    t.run(t.daemon, t.cache.run())
    while (t.requests.length < 2) t.pass(1) // the first page is there
    for (let i = 0; i < 10; i++) t.write(gone(jobKey(`${i}.service`, 'object')))
    const seen = []
    for (let i = 0; i < 200; i++) {
      t.pass(1)
      if (t.cache.snapshot) seen.push(t.cache.snapshot)
    }
    expect(seen[0]?.jobs.size).toBe(10)
    for (const snapshot of new Set(seen)) expect(spread(snapshot)).toEqual(spread(t.heldAt(snapshot.revision)))
    expect(seen.at(-1)?.jobs.size).toBe(0)
    expect(t.kinds().filter((kind) => kind === 'range')).toHaveLength(4)
  })
})

describe('a watch that breaks', () => {
  test('misses nothing of a burst of 500 changes, and reads nothing again', () => {
    const t = cached()
    t.write(objectOf('a.service'))
    t.start()
    const job = t.cache.snapshot?.jobs.get('a.service')
    const mend = t.cut()
    for (let i = 0; i < 500; i++) {
      t.write(i % 3 === 2 ? gone(jobKey(`${i - 1}.service`, 'object')) : objectOf(`${i}.service`))
    }
    t.pass(2 * CALL_MS)
    expect(t.cache.snapshot?.jobs.size).toBe(1)
    const before = t.requests.length
    mend()
    t.pass(10_000)
    const last = t.committed.at(-1)?.revision as number
    expect(t.cache.snapshot?.revision).toBe(last)
    expect(spread(t.cache.snapshot!)).toEqual(spread(t.heldAt(last)))
    expect(t.cache.snapshot?.jobs.get('a.service')).toBe(job)
    expect(t.requests.slice(before).filter(({ request }) => request.kind === 'range' && request.limit)).toEqual([])
  })

  test('at a member that was killed goes on at another one, from the next revision', () => {
    const t = cached()
    t.start()
    t.write(objectOf('a.service'))
    t.pass(50)
    t.cluster.crash(t.follower, { silent: false })
    t.write(objectOf('b.service'))
    t.pass(1000)
    expect([...(t.cache.snapshot?.jobs.keys() ?? [])]).toEqual(['a.service', 'b.service'])
    const last = t.requests.filter(({ request }) => request.kind === 'watch').at(-1)?.request
    expect(last).toMatchObject({ fromRevision: 3 })
  })

  test('below a compaction gives way to a fresh read, in which what did not change is the same', () => {
    const t = cached()
    t.write(objectOf('a.service'))
    t.write(objectOf('b.service'))
    t.start()
    const before = t.cache.snapshot
    const mailbox = t.cache.subscribe()
    const mend = t.cut()
    t.write(gone(jobKey('a.service', 'object')))
    for (let i = 0; i < 10; i++) {
      t.pass(50)
      t.write(target('b.service', `m${i}`))
    }
    t.write(objectOf('c.service'))
    t.pass(100)
    t.ask(t.desk, compact(t.committed.at(-1)?.revision as number))
    t.pass(100)
    mend()
    t.pass(10_000)
    const after = t.cache.snapshot
    expect([...(after?.jobs.keys() ?? [])]).toEqual(['b.service', 'c.service'])
    expect(after?.jobs.get('b.service')?.target).toBe('m9')
    expect(after?.jobs.get('b.service')?.unit).toBe(before?.jobs.get('b.service')?.unit)
    expect(after?.machines).toEqual(before?.machines)
    expect(mailbox.messages).toEqual(['changed'])
  })

  test('leaves the snapshot as it was until there is another one', () => {
    const t = cached()
    t.write(objectOf('a.service'))
    t.start()
    const before = t.cache.snapshot
    t.cut()
    t.pass(120_000)
    expect(t.cache.snapshot).toBe(before)
  })

  test('is not begun again in haste: a store that is away is asked less and less, and not in step', () => {
    const t = cached()
    for (const member of t.members) t.cluster.crash(member, { silent: false })
    t.run(t.daemon, t.cache.run())
    t.pass(60_000)
    const times = t.requests.map(({ at }) => at)
    const waits = times.slice(1).map((at, i) => at - (times[i] as number))
    expect(waits.length).toBeGreaterThan(15)
    expect(waits.length).toBeLessThan(50)
    expect(waits[0]).toBeLessThan(250)
    expect(new Set(waits.slice(6)).size).toBeGreaterThan(5)
    for (const member of t.members) t.cluster.start(member)
    t.pass(3000 + 3 * ELECTION_MS)
    expect(t.cache.snapshot).toBeDefined()
  })

  test('is found silent at a member that is cut off from its peers, though nobody asks', () => {
    const t = cached()
    t.start()
    t.isolate(t.follower)
    t.write(objectOf('a.service'))
    t.pass(9000)
    expect(t.cache.snapshot?.jobs.size).toBe(0)
    t.pass(21_000) // the read at that member runs out of time, then the watch is found to be behind
    expect(t.cache.snapshot?.jobs.size).toBe(1)
  })
})
