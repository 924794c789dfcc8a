import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { HELLO } from '../../fleet/ctl/fleet-fixture.ts'
import { version } from '../version.ts'
import { ServedFleet, typed } from './fleetctl-fixture.ts'
import { apiEndpointOf } from './fleetctl-http.ts'
import { readLocalFile } from './fleetctl-run.ts'

let served: ServedFleet
let directory: string
let endpoint: string

beforeEach(async () => {
  served = new ServedFleet()
  directory = await mkdtemp(join(tmpdir(), 'fleetctl-'))
  endpoint = await served.listen()
})

afterEach(async () => {
  await served[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
  delete process.env['FLEETCTL_ENDPOINT']
})

const ctl = (...args: readonly string[]) => typed(['--endpoint', endpoint, ...args])

describe('fleetctl over HTTP', () => {
  test('starts a unit from its file, shows it, and destroys it', async () => {
    const file = join(directory, 'hello.service')
    await writeFile(file, HELLO)
    const line = 'Unit hello.service launched on 85c0c595.../172.17.8.102'
    const started = { exit: 0, out: `Unit hello.service inactive\n${line}\n`, err: '' }
    expect(await ctl('start', file)).toEqual(started)
    const listed = await ctl('list-units', '--no-legend', '-l', '--fields', 'unit,sub')
    expect(listed).toEqual({ exit: 0, out: 'hello.service\trunning\n', err: '' })
    expect(await ctl('cat', 'hello')).toEqual({ exit: 0, out: HELLO, err: '' })
    expect(await ctl('destroy', 'hello')).toEqual({ exit: 0, out: 'Destroyed hello.service\n', err: '' })
    expect(served.fleet.units.size).toBe(0)
  })

  test('--replace, --no-block and --block-attempts', async () => {
    const file = join(directory, 'hello.service')
    await writeFile(file, HELLO)
    served.fleet.put('hello.service', '[A]\n', 'loaded')
    served.fleet.why = { m: 'no' }
    const triggered = await ctl('start', '--replace', '--no-block', file)
    expect(triggered.out).toBe('Unit hello.service inactive\nTriggered unit hello.service start\n')
    const counted = await ctl('start', '--block-attempts', '-1', 'hello')
    expect(counted).toEqual({ exit: 0, out: '', err: '' })
  })

  test('a unix socket', async () => {
    await using other = new ServedFleet()
    other.fleet.put('a.service', HELLO)
    const there = await other.listen(join(directory, 'fleet.sock'))
    const args = ['--endpoint', `${there},http://elsewhere`, 'list-unit-files', '--no-legend', '--fields', 'unit']
    expect(await typed(args)).toEqual({ exit: 0, out: 'a.service\n', err: '' })
  })

  test('TestFleetctlWithEnv', async () => {
    process.env['FLEETCTL_ENDPOINT'] = endpoint
    expect((await typed(['list-machines', '--no-legend', '--fields', 'ip'])).out).toBe('172.17.8.102\n-\n')
    const typedWins = await typed(['list-machines', '--endpoint', 'unix:///nowhere/fleet.sock'])
    expect(typedWins).toMatchObject({ exit: 1, err: expect.stringContaining('/nowhere/fleet.sock') })
  })

  test('an endpoint that does not answer is named in one line', async () => {
    await served[Symbol.asyncDispose]()
    const refused = `${endpoint} does not answer: connect ECONNREFUSED ${endpoint.slice(7)}\n`
    expect(await ctl('list-units')).toEqual({ exit: 1, out: '', err: refused })
  })

  test('nor one that takes too long', async () => {
    served.silent = true
    const late = `${endpoint} does not answer: no answer within 0.05 s\n`
    expect(await ctl('--request-timeout', '0.05', 'list-units')).toEqual({ exit: 1, out: '', err: late })
  })

  test('nor one that is no fleet', async () => {
    served.text = '<html>'
    const strange = `${endpoint} does not answer as fleet does: its answer is not JSON\n`
    expect(await ctl('list-units')).toEqual({ exit: 1, out: '', err: strange })
  })

  test('what a server says cannot work the terminal', async () => {
    served.fleet.machines = [{ id: '\u001b[2Jabc', primaryIP: 'a\nb\tc', metadata: { k: '\u202e' } }]
    expect((await ctl('list-machines', '--no-legend', '--full')).out).toBe('␛[2Jabc\ta b c\tk=□\n')
    served.text = '{"error":{"message":"a\\u001bb\\nc"}}'
    served.fleet.before = () => ({ status: 500 })
    const refused = 'Error retrieving machines: the server answered 500, a␛b␊c\n'
    expect(await ctl('list-machines')).toEqual({ exit: 1, out: '', err: refused })
  })

  test('a file is exact where nobody watches, and cannot work the terminal where somebody does', async () => {
    served.fleet.put('a.service', '[A]\na=\u001b[2J\n')
    expect((await ctl('cat', 'a')).out).toBe('[A]\na=\u001b[2J\n')
    expect((await typed(['--endpoint', endpoint, 'cat', 'a'], true)).out).toBe('[A]\na=␛[2J\n')
  })
})

describe('how fleetctl is typed', () => {
  test('TestClientVersionFlag', async () => {
    expect(await typed(['version'])).toEqual({ exit: 0, out: `${version}\n`, err: '' })
    expect(await typed(['--version'])).toEqual({ exit: 0, out: '1.2.3\n', err: '' })
  })

  test.each([['--help'], ['help'], []])('TestClientHelpFlag: %s', async (...args) => {
    const { exit, out } = await typed(args)
    expect([exit, out]).toEqual([
      0,
      expect.stringMatching(/^Usage: seatrial fleetctl[^]*list-unit-files[^]*Exit codes/),
    ])
  })

  test('an unknown command is a failure', async () => {
    const err = 'fleetctl: unknown command "ssh"; seatrial fleetctl --help lists them\n'
    expect(await typed(['ssh'])).toEqual({ exit: 1, out: '', err })
  })

  test.each([
    ['list-units', '--bogus'],
    ['list-units', 'a'],
    ['cat'],
    ['cat', 'a', 'b'],
    ['verify-unit'],
    ['start', '--block-attempts', 'x', 'a'],
    ['--request-timeout', '0', 'list-units'],
    ['--endpoint', 'ftp://a', 'list-units'],
    ['completion', 'tcsh'],
  ])('wrong usage: %s %s %s', async (...args) => {
    const { exit, out, err } = await typed(args)
    expect([exit, out]).toEqual([2, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('no units are no failure', async () => {
    expect(await typed(['start'])).toEqual({ exit: 0, out: '', err: 'No units given\n' })
  })
})

test.each([
  ['http://127.0.0.1:49153', { host: '127.0.0.1', port: 49_153 }],
  ['http://[::1]:1/', { host: '::1', port: 1 }],
  ['http://fleet', { host: 'fleet', port: 80 }],
  ['unix:///var/run/fleet.sock', { socketPath: '/var/run/fleet.sock' }],
])('the endpoint %s', (name, where) => expect(apiEndpointOf(name)).toEqual({ name, ...where }))

test.each(['', 'https://a', 'http://a:70000', 'unix://a', '/var/run/fleet.sock', 'http://u@a'])(
  '"%s" is no endpoint',
  (name) => expect(() => apiEndpointOf(name)).toThrow(/is no endpoint, expected http/),
)

test('a directory is no unit file', async () => {
  expect(readLocalFile(directory)).toEqual({ kind: 'absent' })
  expect(readLocalFile(join(directory, 'a'))).toEqual({ kind: 'absent' })
  await writeFile(join(directory, 'a'), HELLO)
  expect(readLocalFile(join(directory, 'a'))).toEqual({ kind: 'text', text: HELLO })
  expect(readLocalFile(join(directory, 'a', 'b'))).toEqual({ kind: 'absent' })
  expect(readLocalFile('\0')).toMatchObject({ kind: 'unreadable' })
})
