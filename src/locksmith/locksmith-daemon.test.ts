// The daemon against a store that misbehaves: the rows of locksmith's own tests that are about waiting and signals, and
// what locksmith has no tests for. The same promises are held to whole clusters by the hunts (properties/); here each
// stands alone, so that it says what broke.

import { describe, expect, test } from '@jest/globals'
import { type Outcome, unknown } from '../runtime/operation.ts'
import type { StoreRequest } from '../store/contract.ts'
import { acquireInWindow, keepReleased } from './daemon.ts'
import { CONFIG, DaemonBench } from './daemon-fixture.ts'
import { ServerBench } from './fleetlock/fixture.ts'
import { acquire, release, setMax } from './lock.ts'
import { parseWindow } from './window.ts'

const HOUR = 3_600_000
const FULL = '{"semaphore":0,"max":1,"holders":["other"]}'

const isWrite = ({ kind }: StoreRequest): boolean => kind === 'txn'

describe('what locksmith tests of its daemon', () => {
  test('TestExpBackoff: waits double up to the longest, and are never negative', () => {
    const bench = new ServerBench()
    const asked: number[] = []
    bench.store.put('g', FULL)
    bench.store.before = () => void asked.push(bench.runner.timers.now()) as undefined
    bench.runner.kernel.start('lock', bench.host, acquireInWindow(CONFIG))
    bench.runner.timers.advance(1_000 * HOUR)
    const waits = asked.slice(1).map((at, i) => at - (asked[i] as number))
    expect(waits.length).toBeGreaterThan(10_000)
    for (const [i, wait] of waits.entries()) {
      const most = Math.min(5_000 * 2 ** i, 300_000)
      expect(wait).toBeGreaterThanOrEqual(most / 2)
      expect(wait).toBeLessThanOrEqual(most)
    }
  })

  test('TestRebootNeededSignal: nothing but the wish for a reboot leads to one', () => {
    const bench = new DaemonBench()
    bench.start()
    bench.tell('boot-good', 'boot-good')
    bench.pass(HOUR)
    expect(bench.reboots).toEqual([])
    bench.tell('reboot-wanted')
    bench.pass(HOUR)
    expect(bench.reboots).toHaveLength(1)
    expect(bench.store.semaphore('g')?.holders).toEqual(['m'])
  })
})

describe('what locksmith does not test', () => {
  test('CAS conflict and retry: the loser of a race tries again, and overwrites nothing', () => {
    const bench = new DaemonBench()
    let races = 3
    bench.store.before = (request) => {
      if (isWrite(request) && races-- > 0)
        bench.store.put('g', `{"semaphore":${races + 1},"max":9,"holders":${list(8 - races)}}`)
      return undefined
    }
    bench.start()
    bench.tell('boot-good', 'reboot-wanted')
    bench.pass(HOUR)
    expect(bench.facts('lock.attempt-ended')).toMatchObject(
      ['conflict', 'conflict', 'conflict', 'ok'].map((outcome) => ({ outcome })),
    )
    expect(bench.store.semaphore('g')).toMatchObject({ max: 9, holders: expect.arrayContaining(['h0', 'h7', 'm']) })
    expect(bench.reboots).toHaveLength(1)
  })

  test('lost response: a slot that was taken unheard is found by the next attempt, not waited for', () => {
    const bench = new DaemonBench()
    let losses = 1
    bench.store.after = (request) => (isWrite(request) && losses-- > 0 ? unknown('no answer in time') : undefined)
    bench.start()
    bench.tell('boot-good', 'reboot-wanted')
    bench.pass(CONFIG.backoffMs)
    expect(bench.store.semaphore('g')?.holders).toEqual(['m'])
    expect(bench.reboots).toHaveLength(1)
  })

  test('non-quorum read: no read is one, for a stale one would take a held slot for a free one', () => {
    const bench = new DaemonBench()
    const reads: StoreRequest[] = []
    bench.store.before = (request) => void (request.kind === 'range' && reads.push(request)) as undefined
    bench.start()
    bench.tell('boot-good')
    bench.pass(HOUR)
    bench.tell('reboot-wanted')
    bench.pass(HOUR)
    for (const program of [release('g', 'm'), acquire('g', 'm'), setMax('g', 2)]) bench.run(program)
    expect(reads.length).toBeGreaterThan(5)
    expect(reads.filter((each) => each.kind === 'range' && each.serializable)).toEqual([])
  })

  test('unlock-at-start cancellation: a reboot that is wanted at once does not keep the old slot', () => {
    const bench = new DaemonBench()
    const refused: Outcome<never> = unknown('no answer in time')
    bench.store.put('g', '{"semaphore":0,"max":1,"holders":["m"]}')
    bench.store.before = (request) => (isWrite(request) ? refused : undefined)
    bench.start({ window: parseWindow('02:00', '1h', 'UTC'), reconcileMs: 24 * HOUR }) // it does not look again
    bench.tell('reboot-wanted', 'boot-good')
    bench.pass(HOUR / 2)
    expect(bench.store.semaphore('g')?.holders).toEqual(['m'])
    bench.store.before = () => undefined
    bench.pass(HOUR / 2) // the window is an hour away still: locksmith would keep the slot up to then
    expect(bench.store.semaphore('g')?.holders).toEqual([])
    expect(bench.reboots).toEqual([])
    bench.pass(HOUR)
    expect(bench.reboots).toHaveLength(1)
  })

  test('late write: a slot that comes afterwards is given back at the next look, as often as that happens', () => {
    const bench = new DaemonBench()
    bench.runner.kernel.start('lock', bench.host, keepReleased(CONFIG))
    const seen: unknown[] = []
    for (let times = 0; times < 3; times++) {
      bench.run(acquire('g', 'm'))
      seen.push(bench.store.semaphore('g')?.holders)
      bench.pass(CONFIG.reconcileMs)
      seen.push(bench.store.semaphore('g')?.holders)
    }
    expect(seen).toEqual([['m'], [], ['m'], [], ['m'], []])
  })

  test('window re-check: a slot that is free only after the window has closed is not taken', () => {
    const bench = new DaemonBench()
    bench.store.put('g', FULL)
    bench.start({ window: parseWindow('00:00', '1h', 'UTC') })
    bench.tell('boot-good', 'reboot-wanted')
    bench.pass(HOUR + 1)
    bench.run(release('g', 'other'))
    bench.pass(22 * HOUR)
    expect(bench.reboots).toEqual([])
    expect(bench.facts('lock.granted')).toEqual([])
    expect(bench.store.semaphore('g')?.holders).toEqual([])
    bench.pass(2 * HOUR)
    expect(bench.reboots).toHaveLength(1)
  })

  test('lock held past window: a slot that came too late is given back, not held until the next one', () => {
    const bench = new DaemonBench()
    bench.store.deliver = (answering) => bench.runner.timers.callAt(bench.runner.timers.now() + 2_000, answering)
    bench.start({ window: parseWindow('00:00', '5s', 'UTC') }) // read, write: the answer of the third call is late
    bench.tell('boot-good', 'reboot-wanted')
    bench.pass(HOUR)
    expect(bench.facts('lock.window-closed')).toEqual([{ kind: 'lock.window-closed', machine: 'm', held: true }])
    expect(bench.store.semaphore('g')?.holders).toEqual([])
    expect(bench.reboots).toEqual([])
  })

  test('daemon restart: a daemon that starts again without a reboot releases nothing before the boot is good', () => {
    const bench = new DaemonBench()
    bench.store.put('g', '{"semaphore":0,"max":1,"holders":["m"]}')
    bench.start()
    bench.pass(HOUR)
    expect(bench.store.semaphore('g')?.holders).toEqual(['m'])
    bench.tell('boot-good')
    bench.pass(1)
    expect(bench.store.semaphore('g')?.holders).toEqual([])
    bench.tell('reboot-wanted') // which the machine says again, if it was said before
    bench.pass(1)
    expect(bench.store.semaphore('g')?.holders).toEqual(['m'])
    expect(bench.reboots).toHaveLength(1)
  })
})

/** `n` holders as JSON. */
const list = (n: number): string => JSON.stringify(Array.from({ length: n }, (_, i) => `h${i}`))
