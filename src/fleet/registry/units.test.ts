import { describe, expect, test } from '@jest/globals'
import { unknown } from '../../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import { UnitFileInvalid } from '../unit-file/parse.ts'
import { jobKey, PREFIX, STATES } from './keys.ts'
import { objectOf, put, TEXT } from './registry-fixture.ts'
import { createUnit, destroyUnit, replaceUnit, setTargetState } from './units.ts'

const OTHER = '[Service]\nExecStart=/bin/sleep 200\n'
const NAME = 'a.service'

/** A store, and what is in it by the last part of its keys. */
function registry() {
  const bench = new StoreBench(new StoreDouble())
  const { mvcc } = bench.store
  const held = (): Record<string, string> => {
    const read = mvcc.range({ kind: 'range', key: PREFIX, rangeEnd: STATES })
    if (read.kind !== 'ok') throw new Error(read.reason)
    return Object.fromEntries(read.value.kvs.map(({ key, value }) => [key.slice(PREFIX.length), value]))
  }
  return { bench, mvcc, held, run: bench.run.bind(bench) as StoreBench['run'] }
}

const OBJECT = objectOf(NAME).value

describe('creating a unit', () => {
  test('writes its object and its target state at one revision', () => {
    const { run, held } = registry()
    expect(run(createUnit(NAME, TEXT, 'launched'))).toEqual({ kind: 'ok', value: { kind: 'created', revision: 2 } })
    expect(held()).toEqual({ 'job/a.service/object': OBJECT, 'job/a.service/target-state': 'launched' })
  })

  test('leaves one that exists as it is', () => {
    const { run, held } = registry()
    run(createUnit(NAME, TEXT, 'launched'))
    expect(run(createUnit(NAME, OTHER, 'loaded'))).toEqual({ kind: 'ok', value: { kind: 'exists', revision: 2 } })
    expect(held()).toEqual({ 'job/a.service/object': OBJECT, 'job/a.service/target-state': 'launched' })
  })

  test('leaves the claim of one that was destroyed: the new one waits for it', () => {
    const { run, mvcc, held } = registry()
    mvcc.apply(put(jobKey(NAME, 'job-state'), 'm0'))
    run(createUnit(NAME, TEXT, 'inactive'))
    expect(held()['job/a.service/job-state']).toBe('m0')
  })

  test('is unknown when the answer was lost, though it may have happened', () => {
    const { bench, run, held } = registry()
    bench.store.after = () => unknown('no answer in time')
    expect(run(createUnit(NAME, TEXT, 'loaded'))).toEqual({ kind: 'unknown', reason: 'no answer in time' })
    expect(held()['job/a.service/target-state']).toBe('loaded')
  })

  test('refuses a text that is no unit file', () => {
    expect(() => registry().run(createUnit(NAME, '[Service', 'loaded'))).toThrow(UnitFileInvalid)
  })
})

describe('replacing a unit', () => {
  test('writes object and target state and has it placed anew, at one revision; the claim stays', () => {
    const { run, mvcc, held } = registry()
    run(createUnit(NAME, TEXT, 'launched'))
    mvcc.apply(put(jobKey(NAME, 'target'), 'm0'))
    mvcc.apply(put(jobKey(NAME, 'job-state'), 'm0'))
    const replaced = { kind: 'ok', value: { kind: 'replaced', revision: 5 } }
    expect(run(replaceUnit(NAME, OTHER, 'inactive', 2))).toEqual(replaced)
    expect(held()).toEqual({
      'job/a.service/object': objectOf(NAME, OTHER).value,
      'job/a.service/target-state': 'inactive',
      'job/a.service/job-state': 'm0',
    })
  })

  test('is stale when somebody else was first, or it was made again', () => {
    const { run, held } = registry()
    run(createUnit(NAME, TEXT, 'launched'))
    run(destroyUnit(NAME))
    run(createUnit(NAME, TEXT, 'loaded'))
    const stale = { kind: 'ok', value: { kind: 'stale', revision: 4 } }
    expect(run(replaceUnit(NAME, OTHER, 'launched', 2))).toEqual(stale)
    expect(held()).toEqual({ 'job/a.service/object': OBJECT, 'job/a.service/target-state': 'loaded' })
  })

  test.each([0, 2])('never makes one that is missing, at revision %i', (revision) => {
    const { run, held } = registry()
    expect(run(replaceUnit(NAME, TEXT, 'launched', revision))).toMatchObject({ value: { kind: 'missing' } })
    expect(held()).toEqual({})
  })
})

describe('setting a target state', () => {
  test('touches nothing else', () => {
    const { run, held } = registry()
    run(createUnit(NAME, TEXT, 'inactive'))
    expect(run(setTargetState(NAME, 'launched'))).toEqual({ kind: 'ok', value: { kind: 'set', revision: 3 } })
    expect(held()).toEqual({ 'job/a.service/object': OBJECT, 'job/a.service/target-state': 'launched' })
  })

  test('of a unit that is missing leaves nothing behind', () => {
    const { run, held } = registry()
    expect(run(setTargetState(NAME, 'launched'))).toMatchObject({ kind: 'ok', value: { kind: 'missing' } })
    expect(held()).toEqual({})
  })
})

describe('destroying a unit', () => {
  test('removes all of it but its claim, and nothing of a unit whose name begins with its', () => {
    const { run, mvcc, held } = registry()
    run(createUnit(NAME, TEXT, 'launched'))
    mvcc.apply(put(jobKey(NAME, 'target'), 'm0'))
    mvcc.apply(put(jobKey(NAME, 'job-state'), 'm0'))
    run(createUnit(`${NAME}2.service`, TEXT, 'loaded'))
    expect(run(destroyUnit(NAME))).toEqual({ kind: 'ok', value: { kind: 'destroyed', revision: 6 } })
    expect(Object.keys(held())).toEqual([
      'job/a.service/job-state',
      'job/a.service2.service/object',
      'job/a.service2.service/target-state',
    ])
  })

  test('that is missing says so', () => {
    expect(registry().run(destroyUnit(NAME))).toEqual({ kind: 'ok', value: { kind: 'missing', revision: 1 } })
  })
})
