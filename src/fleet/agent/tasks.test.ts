import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Desired, DesiredUnit } from '../placement/desired.ts'
import { readUnit } from '../read-unit.ts'
import type { UnitName } from '../unit.ts'
import { fileOf } from './agent-fixture.ts'
import type { Current } from './current.ts'
import { type AgentTask, TASK_RULES, tasksFor, tasksForUnit, WHY } from './tasks.ts'

const NAME = 'foo.service'

function wanted(targetState: 'loaded' | 'launched', name: UnitName = NAME, text = 'a'): DesiredUnit {
  const unit = readUnit(name, fileOf(text))
  return { unit, targetState, job: { name, unit, targetState, target: 'm0', revision: 7 } }
}

const current = (state: Current['state'], name: UnitName = NAME, text = 'a'): Current => ({
  name,
  hash: readUnit(name, fileOf(text)).hash,
  state,
  entitled: 'yes',
})

const desired = (units: readonly DesiredUnit[], unknown: readonly UnitName[] = []): Desired => ({
  units: new Map(units.map((each) => [each.unit.name, each])),
  dropped: new Map(),
  unknown,
})

const said = (tasks: readonly AgentTask[]): string[] =>
  tasks.map((task) => (task.kind === 'reload-unit-files' ? task.kind : `${task.kind} ${task.name}`))

describe('TestCalculateTasksForJob', () => {
  const loaded = wanted('loaded')
  const launched = wanted('launched')
  const noClaim: Current = { ...current('launched'), entitled: 'no' }
  const unsure: Current = { ...current('launched'), entitled: 'unsure' }
  const rows: [string, DesiredUnit | undefined, Current | undefined, [string, string][]][] = [
    ['nothing, nowhere', undefined, undefined, []],
    ['to be loaded, not here', loaded, undefined, [['load', WHY.notLoaded]]],
    ['to be launched, not here', launched, undefined, [['load', WHY.notLoaded], ['start', WHY.toBeLaunched]]], // prettier-ignore
    ['not to be here, loaded', undefined, current('loaded'), [['unload', WHY.notScheduledHere]]],
    ['not to be here, launched', undefined, current('launched'), [['unload', WHY.notScheduledHere]]],
    ['loaded as it is to be', loaded, current('loaded'), []],
    ['launched as it is to be', launched, current('launched'), []],
    ['to be launched, loaded', launched, current('loaded'), [['start', WHY.toBeLaunched]]],
    ['to be loaded, launched', loaded, current('launched'), [['stop', WHY.toBeLoaded]]],
    ['to be loaded, another file', loaded, current('loaded', NAME, 'b'), [['unload', WHY.otherHash], ['load', WHY.otherHash]]], // prettier-ignore
    ['to be launched, another file', launched, current('launched', NAME, 'b'), [['unload', WHY.otherHash], ['load', WHY.otherHash], ['start', WHY.toBeLaunched]]], // prettier-ignore
    ['launched without the right to', launched, noClaim, [['stop', WHY.noClaim]]],
    ['launched, and nobody knows with what right', launched, unsure, []],
  ]
  test.each(rows)('%s', (_, want, have, expected) => {
    const tasks = tasksForUnit(NAME, want, have)
    expect(tasks.map(({ kind, why }) => [kind, why])).toEqual(expected)
  })
})

describe('TestCalculateTasksForUnitsReloadUnitFilesTask', () => {
  const rows: [string, Desired, Current[], boolean, string[]][] = [
    ['nothing to do', desired([wanted('launched')]), [current('launched')], false, []],
    ['only a start', desired([wanted('launched')]), [current('loaded')], false, ['start foo.service']],
    ['a load', desired([wanted('loaded')]), [], false, ['load foo.service', 'reload-unit-files']],
    ['an unload', desired([]), [current('loaded')], false, ['unload foo.service', 'reload-unit-files']],
    ['a file has gone since', desired([]), [], true, ['reload-unit-files']],
  ]
  test.each(rows)('%s', (_, want, have, filesChanged, expected) => {
    expect(said(tasksFor(want, have, filesChanged))).toEqual(expected)
  })
})

describe('TestTaskSorting', () => {
  test('by phase, and by name within one', () => {
    const want = desired([
      wanted('launched', 'z.service'),
      wanted('launched', 'b.service'),
      wanted('loaded', 'd.service'),
      wanted('launched', 'a.service'),
    ])
    const have = [current('loaded', 'a.service'), current('launched', 'd.service'), current('loaded', 'x.service')]
    expect(said(tasksFor(want, have, false))).toEqual([
      'unload x.service',
      'load b.service',
      'load z.service',
      'reload-unit-files',
      'stop d.service',
      'start a.service',
      'start b.service',
      'start z.service',
    ])
  })

  test('no start comes before a load or the reload, whatever there is', () => {
    const names = ['a.service', 'b.service', 'c.service', 'd.service']
    const some = fc.subarray(names)
    fc.assert(
      fc.property(some, some, some, (launched, here, running) => {
        const want = desired(launched.map((name) => wanted('launched', name)))
        const have = here.map((name) => current(running.includes(name) ? 'launched' : 'loaded', name))
        const kinds = tasksFor(want, have, false).map(({ kind }) => kind)
        const firstStart = kinds.indexOf('start')
        if (firstStart >= 0) expect(kinds.slice(firstStart)).toEqual(kinds.slice(firstStart).map(() => 'start'))
      }),
    )
  })
})

test('a unit that cannot be read is left exactly as it is', () => {
  const have = [current('launched', 'a.service'), current('loaded', 'b.service')]
  expect(tasksFor(desired([], ['a.service', 'b.service']), have, false)).toEqual([])
})

test('a variant that does not compare hashes leaves the old file there', () => {
  const rules = { ...TASK_RULES, hashDiffers: () => false }
  expect(tasksForUnit(NAME, wanted('launched'), current('launched', NAME, 'b'), rules)).toEqual([])
})
