import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FACTORY_VERSION } from '../../machine/topology.ts'
import type { DiskRequest, Fetched } from '../../updates/engine/ports.ts'
import type { Published } from '../contracts/disk.ts'
import { BEHAVIOURS, type Behaviour } from '../world.ts'
import { DiskBoot, DiskServer } from './disk-fixture.ts'

const HOUR_MS = 3_600_000
const SLOTS: DiskRequest = { kind: 'read-file', file: 'slots' }
const B: DiskRequest = { kind: 'read-slot', slot: 'b' }

const write = (text: string): DiskRequest => ({ kind: 'write-file', file: 'slots', text })
const unpack = ({ sha256 }: Published): DiskRequest => ({ kind: 'unpack', sha256, slot: 'b' })
const fetch = ({ url, sha256, size }: Published, withinMs = 1000): DiskRequest & { readonly kind: 'fetch' } => ({
  kind: 'fetch',
  url,
  sha256,
  size,
  withinMs,
})
const measure = ({ sha256, signature }: Published): DiskRequest => ({ kind: 'measure', sha256, signature })

/** A machine that has downloaded a release. */
function downloaded(behaviour: Behaviour = 'boots'): { boot: DiskBoot; release: Published } {
  const boot = new DiskBoot()
  const release = boot.server.publish('2.0.0', behaviour)
  boot.ask(fetch(release))
  return { boot, release }
}

describe('a power cut', () => {
  test('in the middle of a write: it has happened or not, both do happen, and the seed decides', () => {
    const after = (seed: number): unknown => {
      const boot = new DiskBoot(new DiskServer(), seed)
      boot.ask(write('old'))
      boot.begin(write('new'))
      boot.server.pass(1)
      boot.powerCut()
      return boot.ask(SLOTS)
    }
    const seeds = Array.from({ length: 40 }, (_, seed) => seed)
    const texts = seeds.map(after)
    expect(new Set(texts)).toEqual(new Set(['old', 'new']))
    expect(seeds.map(after)).toEqual(texts)
  })

  test('a write that it prevented does not come back with the next one', () => {
    for (let seed = 0; seed < 40; seed++) {
      const boot = new DiskBoot(new DiskServer(), seed)
      boot.begin(write('prevented, or not'))
      boot.powerCut()
      boot.ask(write('later'))
      boot.powerCut()
      expect(boot.ask(SLOTS)).toBe('later')
    }
  })

  test('nothing of the earlier boot is answered, or touches the disk later', () => {
    const { boot, release } = downloaded()
    const other = boot.server.publish('2.1.0')
    const begun = [write('late'), unpack(release), fetch(other), measure(release), B].map((each) => boot.begin(each))
    boot.server.pass(0)
    boot.powerCut()
    const left = boot.ask(SLOTS)
    boot.server.pass(HOUR_MS)
    expect(begun).toEqual([{}, {}, {}, {}, {}])
    expect([boot.ask(SLOTS), boot.ask(B), boot.ask(measure(other))]).toEqual([left, undefined, undefined])
  })

  test('in the middle of a download leaves its part, and the next one goes on there', () => {
    const boot = new DiskBoot()
    const release = boot.server.publish('2.0.0')
    boot.begin(fetch(release))
    boot.server.pass(70)
    boot.powerCut()
    const part = boot.ask(measure(release))
    expect(part).toMatchObject({ size: 800_000, signature: 'invalid' })
    boot.server.pass(HOUR_MS)
    expect(boot.ask(measure(release))).toEqual(part)
    const { sent } = boot.server.payloads
    expect(boot.ask(fetch(release))).toEqual({ received: release.size, code: 0 })
    expect(boot.server.payloads.sent - sent).toBe(release.size - 800_000)
  })

  test('in the middle of unpacking leaves the slot empty', () => {
    const { boot, release } = downloaded()
    boot.ask(unpack(release))
    boot.begin(unpack(release))
    boot.server.pass(50)
    expect(boot.ask(B)).toBe(undefined)
    boot.powerCut()
    boot.server.pass(HOUR_MS)
    expect(boot.ask(B)).toBe(undefined)
  })

  test.each([{ kind: 'measure' }, { kind: 'discard' }] as const)('in the middle of $kind costs nothing', ({ kind }) => {
    const { boot, release } = downloaded()
    boot.begin(kind === 'measure' ? measure(release) : { kind })
    boot.powerCut()
    boot.server.pass(HOUR_MS)
    expect(boot.ask(measure(release))).toMatchObject({ size: release.size, signature: 'valid' })
  })

  test('whenever it comes, the disk is as before or as after', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), fc.nat(), (afterMs, seed) => {
        const boot = new DiskBoot(new DiskServer(), seed)
        const [first, second] = [boot.server.publish('2.0.0'), boot.server.publish('2.1.0')]
        for (const request of [fetch(first), unpack(first), write('old')]) boot.ask(request)
        for (const request of [fetch(second), write('new'), unpack(first)]) boot.begin(request)
        boot.server.pass(afterMs)
        boot.powerCut()
        boot.server.pass(HOUR_MS)
        expect(['old', 'new']).toContain(boot.ask(SLOTS))
        expect([undefined, { version: '2.0.0', payload: first.sha256 }]).toContainEqual(boot.ask(B))
        expect(boot.ask({ kind: 'read-slot', slot: 'a' })).toEqual({ version: FACTORY_VERSION, payload: null })
        expect(boot.ask(fetch(second))).toEqual({ received: second.size, code: 0 })
        expect(boot.ask(measure(second))).toMatchObject({ sha256: second.sha256, signature: 'valid' })
      }),
      { numRuns: 60 },
    )
  })
})

describe('a frozen machine', () => {
  test('its download stands still, and goes on when it is thawed', () => {
    const boot = new DiskBoot()
    const release = boot.server.publish('2.0.0')
    const answer = boot.begin(fetch(release))
    boot.server.pass(50)
    boot.clock.freeze()
    boot.server.pass(HOUR_MS)
    expect([answer.value, boot.server.payloads.sent]).toEqual([undefined, 600_000])
    boot.clock.thaw()
    boot.server.pass(HOUR_MS)
    expect(answer.value).toEqual({ received: release.size, code: 0 })
  })

  test('that loses power while it is frozen does nothing more of what was due', () => {
    const { boot, release } = downloaded()
    const answer = boot.begin(unpack(release))
    boot.clock.freeze()
    boot.server.pass(HOUR_MS)
    boot.powerCut()
    boot.clock.thaw()
    expect([answer, boot.ask(B)]).toEqual([{}, undefined])
  })
})

describe('what is wrong with the server is seen while a download runs', () => {
  test.each([
    ['down', { received: 600_000, code: 9 }],
    ['truncated', { received: 1_000_000, code: 9 }],
  ] as const)('%s', (how, ends) => {
    const server = new DiskServer()
    const boot = new DiskBoot(server)
    const release = server.publish('2.0.0')
    const size = 2_000_000 // of which half is the most that comes while it is truncated
    const answer = boot.begin(fetch({ ...release, size: size - 1 }))
    server.pass(50)
    server.faults.impair(how)
    server.pass(HOUR_MS)
    expect(answer.value).toEqual(ends)
  })

  test('corrupted: what comes meanwhile is altered', () => {
    const boot = new DiskBoot()
    const release = boot.server.publish('2.0.0')
    const answer = boot.begin(fetch(release))
    boot.server.pass(50)
    const mend = boot.server.faults.impair('corrupted')
    boot.server.pass(20)
    mend()
    boot.server.pass(HOUR_MS)
    expect(answer.value).toEqual({ received: release.size, code: 0 })
    expect(boot.ask(measure(release))).toMatchObject({ size: release.size, signature: 'invalid' })
  })

  test('down for less than the stall: the download goes on', () => {
    const boot = new DiskBoot()
    const release = boot.server.publish('2.0.0')
    const answer = boot.begin(fetch(release, 1000))
    boot.server.pass(50)
    const mend = boot.server.faults.impair('down')
    boot.server.pass(900)
    mend()
    boot.server.pass(HOUR_MS)
    expect(answer.value).toEqual({ received: release.size, code: 0 })
  })

  test('what is there already needs no server', () => {
    const { boot, release } = downloaded()
    boot.server.faults.impair('down')
    expect(boot.ask(fetch(release))).toEqual({ received: release.size, code: 0 })
  })

  test('a server that is slower than a stall may last', () => {
    const boot = new DiskBoot()
    boot.server.faults.impair('slow')
    expect(boot.ask(fetch(boot.server.publish('2.0.0'), 300))).toEqual({ received: 0, code: 9 })
  })
})

test('a program that ends takes its download and its writing of a slot with it, and the next may begin', () => {
  const { boot, release } = downloaded()
  const other = boot.server.publish('2.1.0')
  boot.begin(fetch(other))
  boot.begin(unpack(release))
  boot.server.pass(30)
  boot.endPrograms()
  const again = boot.begin(fetch(other))
  boot.server.pass(HOUR_MS)
  expect(again.value as Fetched).toEqual({ received: other.size, code: 0 })
  expect([boot.ask(B), boot.ask(measure(other))]).toMatchObject([undefined, { size: other.size, signature: 'valid' }])
})

test('a disk that fills up in the middle of a download keeps its part', () => {
  const boot = new DiskBoot()
  const release = boot.server.publish('2.0.0')
  const answer = boot.begin(fetch(release))
  boot.server.pass(50)
  boot.disk.full = true
  boot.server.pass(HOUR_MS)
  expect(answer.value).toEqual({ received: 600_000, code: 14 })
})

test('on a full disk a file that does not grow is written, and the slot table always', () => {
  const boot = new DiskBoot()
  const engine = (text: string): DiskRequest => ({ kind: 'write-file', file: 'engine', text })
  boot.ask(engine('0102'))
  boot.disk.full = true
  expect([boot.ask(engine('0103')), boot.ask(engine('01034'))]).toMatchObject([{ kind: 'ok' }, { kind: 'fail' }])
  expect(boot.ask({ kind: 'read-file', file: 'engine' })).toBe('0103')
  expect(boot.ask(write('longer than nothing'))).toMatchObject({ kind: 'ok' })
})

describe('what a slot does when it is started', () => {
  test.each([
    ['boots', ['runs', 'runs', 'runs']],
    ['never-boots', ['resets', 'resets', 'resets']],
    ['boots-second-try', ['resets', 'runs', 'runs']],
    ['unhealthy', ['unhealthy', 'unhealthy', 'unhealthy']],
    ['corrupt', ['resets', 'resets', 'resets']],
    ['wrong-size', ['runs', 'runs', 'runs']],
    ['bad-signature', ['runs', 'runs', 'runs']],
  ] as const)('%s', (behaviour, starts) => {
    const { boot, release } = downloaded(behaviour)
    boot.ask(unpack(release))
    expect(
      starts.map(() => {
        boot.powerCut()
        return boot.disk.start('b')
      }),
    ).toEqual(starts)
    boot.ask(unpack(release)) // whose first try is one anew
    expect(boot.disk.start('b')).toBe(starts[0])
  })

  test('a payload that was altered on its way does not boot', () => {
    const boot = new DiskBoot()
    const release = boot.server.publish('2.0.0')
    boot.server.faults.impair('corrupted')
    boot.ask(fetch(release))
    expect(boot.ask(unpack(release))).toMatchObject({ kind: 'ok', value: { version: '2.0.0' } })
    expect([boot.disk.start('b'), boot.disk.start('a')]).toEqual(['resets', 'runs'])
  })
})

describe('releases', () => {
  test.each(BEHAVIOURS)('%s: the same version is declared the same again, of some MB, in base64', (behaviour) => {
    const release = new DiskServer().publish('2.0.0', behaviour)
    expect(new DiskServer().publish('2.0.0', behaviour)).toEqual(release)
    expect(release.size).toBeGreaterThanOrEqual(2_000_000)
    expect(release.size).toBeLessThanOrEqual(6_000_000)
    expect([atob(release.sha256).length, atob(release.signature).length]).toEqual([32, 64])
  })

  test('another version or another behaviour has other bytes', () => {
    const server = new DiskServer()
    const all = ['2.0.0', '2.0.1'].flatMap((version) => BEHAVIOURS.map((each) => server.publish(version, each).sha256))
    expect(new Set(all).size).toBe(2 * BEHAVIOURS.length)
  })
})
