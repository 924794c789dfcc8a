// The engine against the real update server: what one says the other must take as it was meant.

import { describe, expect, test } from '@jest/globals'
import type { Host } from '../../runtime/host.ts'
import { ok, type Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Json } from '../../runtime/wire.ts'
import { STORE_PORT, type StoreEnvelope } from '../../store/contract.ts'
import { Mvcc } from '../../store/mvcc.ts'
import { FLATCAR } from '../omaha/message-fixture.ts'
import { release } from '../rollout/decision-fixture.ts'
import { decodeInstance } from '../server/instance-codec.ts'
import { instanceKey } from '../server/keys.ts'
import { openUpdateService } from '../server/service.ts'
import { EngineBench } from './engine-fixture.ts'
import { SIZE, shaOf } from './memory-disk-fixture.ts'

/** A machine on a track whose server may hand out one update at a time. */
class Rollout {
  readonly made = new EngineBench()
  readonly #mvcc = new Mvcc()
  readonly #service = openUpdateService({ appId: FLATCAR, codebase: 'http://u/', name: 'test', startsAt: 1e12 })

  constructor() {
    const { made } = this
    made.config = { channel: 'alpha' }
    made.serve = (message, answer) =>
      this.#on(this.#service.omaha(message), (response) => answer(ok({ status: 200, response })))
    this.admin('policy', { track: 'alpha', policy: { maxUpdatesPerPeriod: 1, periodMs: 1, updateTimeoutMs: 30_000 } })
    made.boot()
    made.check(100)
    this.publish('2.0.0')
  }

  publish(version: string): void {
    const payload = { size: SIZE, sha256: shaOf(version) }
    this.admin('publish', { channel: 'alpha', ...release(version), ...payload } as Json)
  }

  admin(what: string, body: Json): void {
    this.#on(this.#service.admin(what, body), ({ status, body: says }) => {
      if (status !== 200) throw new Error(JSON.stringify(says))
    })
    this.made.run(10)
  }

  get history(): string[] {
    const key = instanceKey('alpha', 'm0')
    const read = this.#mvcc.range({ kind: 'range', key })
    if (read.kind !== 'ok') throw new Error(read.reason)
    const instance = decodeInstance(key, read.value.kvs[0]!.value)
    return instance.history.map(({ status }) => status).toReversed()
  }

  #on<T>(program: Program<T>, told: (value: T) => void): void {
    const host: Host = {
      name: 'server',
      random: new RandomStream(1, 'server'),
      ports: {
        [STORE_PORT]: (envelope, reply) => {
          const { request } = envelope as StoreEnvelope
          if (request.kind !== 'range' && request.kind !== 'txn') throw new Error(`no ${request.kind} here`)
          reply.answer(request.kind === 'range' ? this.#mvcc.range(request) : this.#mvcc.apply(request))
        },
      },
      record: () => {},
      crashed: () => {},
      frozen: false,
    }
    this.made.runner.kernel.start('server', host, program, (ending) => {
      if (ending.kind === 'returned') told(ending.value)
      else if (ending.kind === 'threw') throw ending.error
    })
  }
}

describe('the engine and the real update server', () => {
  test('an update is granted, installed and complete', () => {
    const rollout = new Rollout()
    const { made } = rollout
    made.check()
    expect(rollout.history).toEqual(['Undefined', 'UpdateGranted', 'Downloading', 'Downloaded', 'Installed'])
    made.boot()
    made.run(100)
    expect(rollout.history.at(-1)).toBe('Complete')
    made.check()
    expect(made.of('update.checked').at(-1)).toMatchObject({ result: 'no-update' })
  })

  test('one that falls back is counted as failed once for it, and gives its place back', () => {
    const rollout = new Rollout()
    const { made } = rollout
    made.disk.neverGood.add('2.0.0')
    made.check()
    made.boot()
    made.run(100)
    expect(rollout.history.slice(-2)).toEqual(['Installed', 'Error'])
    made.run(10_000)
    expect(rollout.history.at(-1)).toBe('Error')
    rollout.publish('3.0.0')
    made.check()
    made.boot()
    made.run(100)
    expect([made.version, rollout.history.at(-1)]).toEqual(['3.0.0', 'Complete'])
  })

  test('an engine that crashes in a download goes on with its grant', () => {
    const rollout = new Rollout()
    const { made } = rollout
    made.disk.fetches.push({ bytes: 4, code: 9 })
    made.check(50)
    made.crash()
    made.start()
    made.check()
    expect(rollout.history.at(-1)).toBe('Installed')
    expect(rollout.history).not.toContain('Error')
  })

  test('a transfer that fails for good is an error, and the update is granted again', () => {
    const rollout = new Rollout()
    const { made } = rollout
    made.disk.fetches.push(...Array.from({ length: 10 }, () => ({ bytes: 0, code: 9 })))
    made.check(20_000)
    expect(rollout.history).toContain('Error')
    expect(rollout.history.at(-1)).toBe('Installed')
  })

  test('cut short at any call, the update completes, and the server counts no failure', () => {
    for (const what of ['engine', 'power'] as const) {
      for (const when of ['before', 'half-way', 'after'] as const) {
        for (let call = 1; call <= 32; call++) {
          const rollout = new Rollout()
          const { made } = rollout
          made.cut = { call: made.calls.length + call, when, what }
          for (let round = 0; round < 4; round++) {
            const before = made.rebootsWanted
            made.check(3000)
            if (made.rebootsWanted > before) made.boot()
          }
          const { history } = rollout
          const where = `${what}, ${when}, ${call}: ${made.calls.slice(-60).join(', ')}`
          const ended = { where, cut: made.cut, version: made.version, last: history.at(-1) }
          expect(ended).toEqual({ where, cut: undefined, version: '2.0.0', last: 'Complete' })
          expect({ where, history }).not.toMatchObject({ history: expect.arrayContaining(['Error']) })
        }
      }
    }
  })
})
