import { expect, test } from '@jest/globals'
import { ok } from '../../runtime/operation.ts'
import { answerApi } from '../api/api.ts'
import { ApiBench } from '../api/api-fixture.ts'
import type { ApiClient } from '../api/client.ts'
import type { Desk } from './desk.ts'
import { perform, type VerbOptions, VERBS } from './verbs.ts'

const FILES: Readonly<Record<string, string>> = {
  'hello@.service': '[Service]\nEnvironment=\nExecStart=/bin/sleep 100\n',
  'far.service': '[Service]\nExecStart=a\n\n[X-Fleet]\nMachineMetadata=region=mars\n',
}

/** fleetctl before the API of this project, in place of the double that the other tests use. */
function operator() {
  const bench = new ApiBench()
  const parts = { cache: bench.first.cache, available: () => true }
  const api: ApiClient = function* (request) {
    return ok(yield* answerApi(request, parts))
  }
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const readFile = (path: string) => {
    const text = FILES[path]
    return text === undefined ? { kind: 'absent' as const } : { kind: 'text' as const, text }
  }
  const desk: Desk = { api, readFile, out: say, err: say, verbatim: say }
  const run = (name: string, given: readonly string[], options: Partial<VerbOptions> = {}) => {
    said.length = 0
    const verb = VERBS.find((one) => one.name === name)
    if (!verb) throw new Error(name)
    const rest = { replace: false, noBlock: false, attempts: 1, full: false, noLegend: true, fields: undefined }
    return [bench.run(perform(desk, verb, given, { ...rest, ...options })), ...said]
  }
  return { bench, run }
}

test('units are created from a template, listed from all pages, shown and destroyed', () => {
  const { run } = operator()
  const names = Array.from({ length: 101 }, (_, i) => `hello@${i}.service`)
  const submitted = names.map((name) => `Unit ${name} inactive`)
  expect(run('submit', names)).toEqual([0, ...submitted])
  expect(run('list-unit-files', [], { fields: 'unit' })).toEqual([0, ...names.toSorted()])
  expect(run('cat', ['hello@7'])).toEqual([0, FILES['hello@.service']])
  expect(run('destroy', ['hello@7'])).toEqual([0, 'Destroyed hello@7.service'])
})

test('a unit that no machine takes is explained', () => {
  const { bench, run } = operator()
  bench.join('85c0c595aaaa', { region: 'eu' })
  const [exit, created, why] = run('start', ['far.service'])
  expect([exit, created]).toEqual([1, 'Unit far.service inactive'])
  expect(why).toMatch(/^Unit far\.service is not scheduled to a machine: 85c0c595\.\.\.: \S/)
  expect(run('list-machines', [])).toEqual([0, '85c0c595...\t-\tregion=eu'])
})
