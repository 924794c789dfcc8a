import { describe, expect, test } from '@jest/globals'
import { Mailbox } from '../../../runtime/mailbox.ts'
import {
  type Watch,
  type WatchMessage,
  cancelWatch,
  compact,
  prefixEnd,
  put,
  requestProgress,
  txn,
  watch,
} from '../../../store/contract.ts'
import { ELECTION_MS, trial } from './fixture.ts'

function watching(options: Partial<Pick<Watch, 'fromRevision'>> = {}, before = 0) {
  const t = trial(3)
  const leader = t.boot()
  const member = t.members.find((name) => name !== leader) as string
  const host = t.client('desk')
  const write = (key: string): void => {
    t.ask(host, put({ key, value: '' }, { member: leader }))
    t.pass(50)
  }
  for (let i = 0; i < before; i++) write('a/before')
  const mailbox = new Mailbox<WatchMessage>()
  const open = (from = options): { id: number } => {
    const made = t.ask(host, watch({ key: 'a/', rangeEnd: prefixEnd('a/'), mailbox, ...from }, { member }))
    t.pass(50)
    if (made.outcome?.kind !== 'ok') throw new Error('no watch')
    return { id: made.outcome.value }
  }
  const told = (): (string | number)[] =>
    mailbox.messages.splice(0).map((message) => {
      if (message.kind === 'events' || message.kind === 'progress') return `${message.kind} ${message.revision}`
      return message.kind
    })
  return { ...t, leader, member, host, write, mailbox, open, told }
}

describe('a watch', () => {
  test('tells what comes after it was made, in its range, one message for each revision', () => {
    const t = watching({}, 1)
    t.open()
    t.write('a/1')
    t.write('b')
    t.ask(
      t.host,
      txn({
        compares: [],
        then: [
          { kind: 'put', key: 'a/1', value: '' },
          { kind: 'put', key: 'a/2', value: '' },
          { kind: 'put', key: 'b', value: '' },
        ],
        otherwise: [],
      }),
    )
    t.pass(50)
    const last = t.mailbox.messages.at(-1)
    expect(last?.kind === 'events' && last.events.length).toBe(2)
    expect(t.told()).toEqual(['events 3', 'events 5'])
  })

  test('replays from a past revision, in order, and goes on', () => {
    const t = watching({ fromRevision: 3 }, 20)
    t.open()
    t.write('a/now')
    expect(t.told()).toEqual(Array.from({ length: 20 }, (_, i) => `events ${i + 3}`))
  })

  test('waits for a revision yet to come', () => {
    const t = watching({ fromRevision: 4 })
    t.open()
    for (let i = 0; i < 4; i++) t.write('a/x')
    expect(t.told()).toEqual(['events 4', 'events 5'])
  })

  test('keeps the order of writes that are close together', () => {
    const t = watching()
    t.open()
    for (let i = 0; i < 50; i++) t.ask(t.host, put({ key: 'a/x', value: String(i) }, { member: t.leader }))
    t.pass(100)
    expect(t.told()).toEqual(Array.from({ length: 50 }, (_, i) => `events ${i + 2}`))
  })

  test('below the compaction says so and ends', () => {
    const t = watching({}, 5)
    t.ask(t.host, compact(4))
    t.pass(50)
    t.open({ fromRevision: 3 })
    t.write('a/x')
    expect(t.told()).toEqual(['compacted'])
    t.open({ fromRevision: 4 })
    expect(t.told()).toEqual(['events 4', 'events 5', 'events 6', 'events 7'])
  })

  test('tells progress after all that came before', () => {
    const t = watching()
    const { id } = t.open()
    t.write('a/x')
    t.write('b')
    const asked = t.ask(t.host, requestProgress(id))
    t.pass(50)
    expect(asked.outcome).toEqual({ kind: 'ok', value: undefined })
    expect(t.told()).toEqual(['events 2', 'progress 3'])
  })

  test('that was cancelled tells nothing more', () => {
    const t = watching()
    const { id } = t.open()
    const cancelled = t.ask(t.host, cancelWatch(id))
    t.write('a/x')
    expect(cancelled.outcome).toEqual({ kind: 'ok', value: undefined })
    expect(t.told()).toEqual([])
    const asked = t.ask(t.host, requestProgress(id))
    t.pass(50)
    expect(asked.outcome).toMatchObject({ kind: 'fail' })
  })

  test('falls silent with a member that is cut off from its peers, and catches up', () => {
    const t = watching()
    t.open()
    const mend = t.isolate(t.member)
    t.write('a/x')
    t.pass(10_000)
    expect(t.told()).toEqual([])
    mend()
    t.pass(50)
    expect(t.told()).toEqual(['events 2'])
  })

  test('falls silent during a pause, and goes on after it', () => {
    const t = watching()
    t.open()
    t.cluster.pause(t.member)
    t.write('a/x')
    expect(t.told()).toEqual([])
    t.cluster.resume(t.member)
    t.pass(50)
    expect(t.told()).toEqual(['events 2'])
  })

  test('breaks when a cut from its client is mended, and loses what was under way', () => {
    const t = watching()
    t.open()
    const mend = t.isolate(t.member, ['desk'])
    t.write('a/x')
    t.pass(10_000)
    expect(t.told()).toEqual([])
    mend()
    t.pass(50)
    t.write('a/y')
    expect(t.told()).toEqual(['broken'])
  })

  test('breaks at once with a killed process', () => {
    const t = watching()
    t.open()
    t.cluster.crash(t.member, { silent: false })
    t.pass(10)
    expect(t.told()).toEqual(['broken'])
  })

  test('breaks after a while with a lost machine, or when that one is back', () => {
    const t = watching()
    t.open()
    t.cluster.crash(t.member, { silent: true })
    t.pass(4990)
    expect(t.told()).toEqual([])
    t.pass(20)
    expect(t.told()).toEqual(['broken'])
    t.cluster.start(t.member)
    t.pass(3 * ELECTION_MS)
    t.open()
    t.cluster.crash(t.member, { silent: true })
    t.pass(100)
    t.cluster.start(t.member)
    t.pass(10_000)
    expect(t.told()).toEqual(['broken'])
  })

  test('ends with its client', () => {
    const t = watching()
    t.open()
    t.cluster.forgetClient('desk')
    t.write('a/x')
    expect(t.told()).toEqual([])
  })
})
