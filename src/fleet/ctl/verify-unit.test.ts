import { expect, test } from '@jest/globals'
import { CtlBench } from './fixture.ts'
import { HELLO } from './fleet-fixture.ts'
import { baseName, beside, unitNameOf } from './names.ts'

function verify(path: string, text: string) {
  const desk = new CtlBench()
  desk.files.set(path, text)
  return { exit: desk.run('verify-unit', [path]), said: desk.errors, printed: desk.printed, asked: desk.fleet.requests }
}

test('a file that is right', () => {
  const printed = ['d/a.service: a valid unit file']
  expect(verify('d/a.service', HELLO)).toEqual({ exit: 0, said: [], printed, asked: [] })
})

test.each([
  ['a.service', '[Service\n', 'unable to find end of section: line 1'],
  ['a b.service', HELLO, "invalid character ' ' in unit name"],
  ['a', HELLO, 'unit name must contain "."'],
  ['a.service', '[X-Fleet]\nGlobal=true\nMachineOf=b.service\n', 'Global cannot be used with Peers'],
])('%s: %j is wrong', (path, text, problem) => {
  expect(verify(path, text)).toMatchObject({ exit: 2, said: [`${path}: ${problem}`], printed: [] })
})

test('a warning names its line and is no failure', () => {
  const text = '[Service]\nExecStart=a\n\n[X-Fleet]\nX-Global = true\nMachineMetadata=region\n'
  const { exit, said } = verify('a@.service', `${text}MachineMetadata=host=%i\n`)
  expect([exit, said]).toEqual([
    0,
    [
      'a@.service:5: warning: unrecognized requirement in [X-Fleet] section: "X-Global"',
      'a@.service:6: warning: MachineMetadata=region requires nothing: expected key=value',
    ],
  ])
})

test('every file is looked at, and one that is not there is a failure', () => {
  const desk = new CtlBench()
  desk.files.set('a.service', '[').set('b.service', HELLO)
  expect(desk.run('verify-unit', ['a.service', 'b.service'])).toBe(2)
  expect(desk.printed).toEqual(['b.service: a valid unit file'])
  expect([desk.run('verify-unit', ['c']), desk.errors]).toEqual([1, ['c: there is no such file']])
})

test.each([
  ['hello', 'hello.service'],
  ['/a/b/hello.socket', 'hello.socket'],
  ['hello@1', 'hello@1.service'],
  ['foo.target', 'foo.target.service'],
  ['foo.1', 'foo.1.service'],
])('%s means %s', (argument, name) => expect(unitNameOf(argument)).toBe(name))

test('paths', () => {
  expect([baseName('a/b/'), baseName('/'), beside('a/b', 'c'), beside('/b', 'c'), beside('b', 'c')]).toEqual([
    ...['b', '', 'a/c', '/c', 'c'],
  ])
})
