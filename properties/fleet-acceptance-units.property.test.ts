// coreos/fleet functional/unit_action_test.go and others: what an operator does with units.

import { expect } from '@jest/globals'
import type { VerbOptions } from '../src/fleet/ctl/verbs.ts'
import { hashOf } from '../src/fleet/unit-file/hash.ts'
import { parseUnitFile } from '../src/fleet/unit-file/parse.ts'
import { type Program, sleep } from '../src/runtime/operation.ts'
import { acceptance, fleetTopology, HELLO, instances, unitFile } from './fleet-bench.ts'
import type { FleetOperator } from './fleet-operator.ts'

const one = { topology: fleetTopology(1) }
const three = { topology: fleetTopology(3) }

acceptance('TestUnitRunnable', one, function* (bench) {
  yield* bench.start('m0', { 'hello.service': HELLO })
  expect(yield* bench.settled('m0', 1)).toEqual({ 'hello.service': ['m0'] })
})

/** Names with their target state and state, line by line. */
const listed = (bench: FleetOperator) => bench.done('m0', 'list-unit-files', [], { fields: 'unit,dstate,state' })

for (const { upstream, verb, undo, count, state } of [
  { upstream: 'TestUnitSubmit', verb: 'submit', undo: 'destroy', count: 9, state: 'inactive' },
  { upstream: 'TestUnitLoad', verb: 'load', undo: 'unload', count: 6, state: 'loaded' },
  { upstream: 'TestUnitStart', verb: 'start', undo: 'stop', count: 3, state: 'launched' },
]) {
  acceptance(upstream, three, function* (bench) {
    const files = instances(count, (i) => `hello@${i}.service`, HELLO)
    const names = Object.keys(files)
    for (const name of names) bench.files.set(name, files[name] ?? '')
    const rests = { destroy: undefined, unload: 'inactive', stop: 'loaded' }[undo]
    for (const round of [1, 2]) {
      yield* bench.done('m0', verb, names)
      const lines = (yield* listed(bench)).map((line) => line.split('\t'))
      expect([round, lines]).toEqual([round, names.map((name) => [name, state, state])])
      expect(Object.keys(yield* bench.settled('m0', verb === 'start' ? count : 0))).toEqual(
        verb === 'start' ? names : [],
      )
      expect(yield* bench.done('m0', 'list-units', [])).toHaveLength(verb === 'submit' ? 0 : count)

      yield* bench.done('m0', undo, names)
      const left = (yield* listed(bench)).map((line) => line.split('\t'))
      expect(left).toEqual(rests === undefined ? [] : names.map((name) => [name, rests, rests]))
      expect(yield* bench.done('m0', 'list-units', [])).toHaveLength(rests === 'loaded' ? count : 0)
      expect(yield* bench.settled('m0', 0)).toEqual({})
    }
  })
}

const OTHER = unitFile([], ['ExecStart=/usr/bin/app --stop-ms 50'])
const hash = (text: string): string => hashOf(parseUnitFile(text))

for (const { upstream, verb } of [
  { upstream: 'TestUnitSubmitReplace', verb: 'submit' },
  { upstream: 'TestUnitLoadReplace', verb: 'load' },
  { upstream: 'TestUnitStartReplace', verb: 'start' },
]) {
  acceptance(upstream, three, function* (bench) {
    bench.files.set('replace.service', HELLO)
    yield* bench.done('m0', verb, ['replace.service'])
    expect(yield* bench.done('m1', 'cat', ['replace.service'])).toEqual([HELLO])

    bench.files.set('replace.service', OTHER)
    const differs = yield* bench.ctl('m0', verb, ['replace.service'])
    expect(differs.err.join()).toMatch(/^WARNING: Unit replace\.service in registry differs from local unit file/)
    expect(yield* bench.done('m1', 'cat', ['replace.service'])).toEqual([HELLO])

    yield* bench.done('m0', verb, ['replace.service'], { replace: true })
    expect(yield* bench.done('m1', 'cat', ['replace.service'])).toEqual([OTHER])
    yield* sleep(2_000)
    const here = yield* bench.done('m0', 'list-units', [], { fields: 'unit,hash' })
    expect(here).toEqual(verb === 'submit' ? [] : [`replace.service\t${hash(OTHER)}`])
    const ups = bench.events.flatMap((event) => (event.kind === 'unit.up' ? [event.hash] : []))
    expect(ups).toEqual(verb === 'start' ? [hash(HELLO), hash(OTHER)] : [])
  })
}

acceptance('TestUnitRestart', three, function* (bench) {
  yield* bench.start('m0', { 'hello.service': HELLO })
  const before = yield* bench.settled('m0', 1)
  const from = bench.events.length
  yield* bench.done('m0', 'restart', ['hello.service'])
  expect(yield* bench.settled('m0', 1)).toEqual(before)
  const processes = bench.events.slice(from).map(({ kind }) => kind)
  expect(processes.filter((kind) => kind === 'unit.up' || kind === 'unit.down')).toEqual(['unit.down', 'unit.up'])
})

acceptance('TestUnitCat', one, function* (bench) {
  const text = '[Unit]\nDescription=says hello\n\n[Service]\nExecStartPre=/bin/true\nExecStart=/bin/echo a \\\n  b\n'
  bench.files.set('hello.service', text)
  yield* bench.done('m0', 'submit', ['hello.service'])
  expect(yield* bench.done('m0', 'cat', ['hello.service'])).toEqual([text])
})

acceptance('TestUnitStatus', one, function* (bench) {
  bench.files.set('hello.service', HELLO)
  yield* bench.done('m0', 'load', ['hello.service'])
  const told = yield* bench.ctl('m0', 'status', ['hello.service'])
  expect(told.out.slice(0, 3)).toEqual(['● hello.service', '   Loaded: loaded', '   Active: inactive (dead)'])
  expect(told.exit).toBe(3) // as systemctl has it of a unit that does not run
})

acceptance('TestListUnitFilesOrder', one, function* (bench) {
  const names = Array.from({ length: 20 }, (_, i) => `hello@${i + 1}.service`)
  for (const name of names.toReversed()) {
    bench.files.set(name, HELLO)
    yield* bench.done('m0', 'submit', [name])
  }
  expect(yield* bench.done('m0', 'list-unit-files', [], { fields: 'unit' })).toEqual(names.toSorted())
})

acceptance('TestTemplatesWithSpecifiersInMetadata', three, function* (bench) {
  bench.files.set('metadata@.service', unitFile(['MachineMetadata=hostname=%i']))
  yield* bench.done('m0', 'submit', ['metadata@.service'])
  const background: Partial<VerbOptions> = { noBlock: true }
  yield* bench.done('m0', 'start', ['metadata@invalid.service', 'metadata@m2.service'], background)
  yield* bench.done('m0', 'start', ['metadata@m0.service', 'metadata@m1.service'], background)
  yield* bench.settled('m0', 3)
  expect(bench.running()).toEqual({
    'metadata@m0.service': ['m0'],
    'metadata@m1.service': ['m1'],
    'metadata@m2.service': ['m2'],
  })
  const why = yield* placement(bench, 'metadata@invalid.service')
  expect(why).toMatchObject({ why: { m0: expect.stringMatching(/metadata/) } })
})

function* placement(bench: FleetOperator, unit: string): Program<unknown> {
  return (yield* bench.ask('m0', 'GET', `/units/${encodeURIComponent(unit)}/placement`)).body
}
