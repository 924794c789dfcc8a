import { describe, expect, test } from '@jest/globals'
import { configured } from './configuration.ts'
import type { MachineSpec } from './topology.ts'

const SPEC: MachineSpec = { id: 'm0', roles: ['worker'], group: 'app', strategy: 'etcd-lock', channel: 'stable' }
const of = (text: string) => configured(SPEC, text)

describe("a machine's configuration", () => {
  test('without a file is what it was delivered with', () =>
    expect(configured(SPEC, null)).toEqual({ spec: SPEC, problems: [] }))

  test('is changed where the file says so, and there only', () => {
    expect(of('GROUP=beta\n').spec).toEqual({ ...SPEC, channel: 'beta' })
    expect(of('REBOOT_STRATEGY=reboot\n').spec).toEqual({ ...SPEC, strategy: 'reboot' })
    expect(of('REBOOT_WINDOW_START=Thu 23:00\nREBOOT_WINDOW_LENGTH=1h30m\n').spec).toEqual({
      ...SPEC,
      window: { start: 'Thu 23:00', length: '1h30m', zone: undefined },
    })
    expect(of('# nothing of ours\nMACHINE_ALIAS=db1\n')).toEqual({ spec: SPEC, problems: [] })
  })

  test('SERVER=disabled switches updates off, and nothing else', () =>
    expect(of('SERVER=disabled\n')).toMatchObject({ spec: { ...SPEC, channel: undefined }, problems: [] }))

  test('names another server', () =>
    expect(of('SERVER=https://example.com/v1/update/\n').server).toBe('https://example.com/v1/update/'))
})

describe('a value that cannot be used is told with its file and line, and the machine does not reboot by itself', () => {
  test.each([
    ['a strategy', 'GROUP=beta\nREBOOT_STRATEGY=etcd_lock\n', 2, 'etcd_lock', /^REBOOT_STRATEGY is one of etcd-lock, /],
    ['a URL', 'SERVER=ftp://example.com\n', 1, 'ftp://example.com', /^SERVER is an http or https URL/],
    ['a time', 'REBOOT_WINDOW_START=25:00\nREBOOT_WINDOW_LENGTH=1h\n', 1, '25:00', /25/],
    ['a length', '\nREBOOT_WINDOW_START=4:00\nREBOOT_WINDOW_LENGTH=1j\n', 2, '4:00', /1j/],
    ['half a window', 'REBOOT_WINDOW_START=4:00\n', 1, '4:00', /must both be set/],
    ['a line', 'GROUP=beta\nREBOOT_STRATEGY\n', 2, 'REBOOT_STRATEGY', /./],
  ])('%s', (_, text, line, value, says) => {
    const { spec, problems } = of(text)
    expect(problems).toEqual([{ file: '/etc/flatcar/update.conf', line, value, says: expect.stringMatching(says) }])
    expect(spec.strategy).toBe('off')
  })
})
