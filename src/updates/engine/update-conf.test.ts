import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  DEFAULT_GROUP,
  DEFAULT_SERVER,
  DEFAULT_STRATEGY,
  DISABLED,
  readUpdateConf,
  REBOOT_STRATEGIES,
} from './update-conf.ts'
import { CONF_MAX } from './update-conf-text.ts'

const ETC = '/etc/flatcar/update.conf'
const USR = '/usr/share/flatcar/update.conf'
const read = (etc: string, usr = '') =>
  readUpdateConf([
    { name: ETC, text: etc },
    { name: USR, text: usr },
  ])
const defaults = {
  group: DEFAULT_GROUP,
  server: DEFAULT_SERVER,
  strategy: DEFAULT_STRATEGY,
  lockGroup: '',
  release: {},
}

describe('update.conf', () => {
  test('without any key, all is as it was historically', () => {
    expect(readUpdateConf([])).toEqual({ conf: defaults, problems: [] })
    expect(defaults).toMatchObject({ group: 'stable', strategy: 'reboot' })
  })

  test('reads what a machine needs, and ignores what it does not know', () => {
    const text = `
# Where updates come from
GROUP=beta
SERVER="https://updates.example/v1/update/"
MACHINE_ALIAS='web one'
   # How it reboots
REBOOT_STRATEGY = etcd-lock\r
LOCKSMITHD_REBOOT_WINDOW_START="Thu 04:00"
REBOOT_WINDOW_START=05:00
REBOOT_WINDOW_LENGTH=1h30m
REBOOT_WINDOW_TIMEZONE=Europe/Berlin
LOCKSMITHD_GROUP=prod/database
DOWNLOAD_USER=somebody
COREOS_RELEASE_VERSION=1000.0.0
FLATCAR_RELEASE_VERSION=3033.2.0
FLATCAR_RELEASE_BOARD=amd64-usr
COREOS_RELEASE_APPID={e96281a6-d1af-4bde-9a0a-97b76e56dc57}
WHATEVER=a=b`
    expect(read(text)).toEqual({
      conf: {
        group: 'beta',
        server: 'https://updates.example/v1/update/',
        strategy: 'etcd-lock',
        windowStart: 'Thu 04:00',
        windowLength: '1h30m',
        windowTimeZone: 'Europe/Berlin',
        lockGroup: 'prod/database',
        alias: 'web one',
        release: { version: '3033.2.0', board: 'amd64-usr', appId: '{e96281a6-d1af-4bde-9a0a-97b76e56dc57}' },
      },
      problems: [],
    })
  })

  test('each key comes from the first file that has it', () =>
    expect(read('GROUP=beta', 'GROUP=alpha\nREBOOT_STRATEGY=off').conf).toEqual({
      ...defaults,
      group: 'beta',
      strategy: 'off',
    }))

  test('an empty value is the default, and hides that of later files', () =>
    expect(read('GROUP=\nSERVER=""\nREBOOT_STRATEGY=', 'GROUP=alpha\nREBOOT_STRATEGY=off')).toEqual({
      conf: defaults,
      problems: [],
    }))

  test('in one file the last of equal keys counts', () =>
    expect(read('GROUP=alpha\nGROUP=beta').conf.group).toBe('beta'))

  test.each([
    ['"beta"', 'beta'],
    ["'beta'", 'beta'],
    ['""beta""', '"beta"'],
    ['"beta\'', '"beta\''],
    ['"', '"'],
    ['be"ta', 'be"ta'],
    ['beta # not a comment', 'beta # not a comment'],
  ])('the value %s is %s', (written, value) => expect(read(`GROUP=${written}`).conf.group).toBe(value))

  test('disabled switches updating off', () =>
    expect(read('SERVER=disabled')).toEqual({ conf: { ...defaults, server: DISABLED }, problems: [] }))

  test.each(REBOOT_STRATEGIES)('knows the strategy %s', (strategy) =>
    expect(read(`REBOOT_STRATEGY=${strategy}`)).toEqual({ conf: { ...defaults, strategy }, problems: [] }),
  )

  test.each(['etcd_lock', 'ETCD-LOCK', 'constructor', '"off'])(
    'a wrong strategy %s is told, and reboots nothing',
    (value) =>
      expect(read(`# x\nREBOOT_STRATEGY=${value}`, 'REBOOT_STRATEGY=reboot')).toEqual({
        conf: { ...defaults, strategy: 'off' },
        problems: [
          {
            file: ETC,
            line: 2,
            value,
            says: 'REBOOT_STRATEGY is one of etcd-lock, reboot, best-effort, off, fleetlock.',
          },
        ],
      }),
  )

  test.each([
    'Disabled',
    'updates.example',
    'ftp://updates.example/',
    'http://',
    'http:///x',
    'http://a b/',
    'https://a:x/',
  ])('a wrong server %s is told, and asked for nothing', (value) =>
    expect(read('', `\n\nSERVER=${value}`)).toEqual({
      conf: { ...defaults, server: DISABLED },
      problems: [{ file: USR, line: 3, value, says: 'SERVER is an http or https URL, or disabled.' }],
    }),
  )

  test('a value is told only so far', () =>
    expect(read(`SERVER=${'x'.repeat(1000)}`).problems).toMatchObject([{ value: 'x'.repeat(200) }]))

  test.each(['REBOOT_STRATEGY off', '=off'])('the line %s is told', (line) =>
    expect(read(`GROUP=beta\n${line}`)).toEqual({
      conf: { ...defaults, group: 'beta' },
      problems: [{ file: ETC, line: 2, value: line, says: 'The line is not KEY=value.' }],
    }),
  )

  test('a file that is too long is told, not read, and what it may have said does nothing', () => {
    const long = `REBOOT_STRATEGY=etcd-lock\n#${'x'.repeat(CONF_MAX)}`
    expect(read(long, 'REBOOT_STRATEGY=reboot\nSERVER=http://a/')).toEqual({
      conf: { ...defaults, server: DISABLED, strategy: 'off' },
      problems: [{ file: ETC, line: 0, value: '', says: 'The file is longer than 65536 characters.' }],
    })
    expect(read('REBOOT_STRATEGY=reboot', long).conf).toEqual({ ...defaults, server: DISABLED })
    expect(read(long.slice(0, CONF_MAX)).conf.strategy).toBe('etcd-lock')
  })

  test('any text is read: server and strategy are usable, and every problem points at a line that is there', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('GROUP', 'SERVER', 'REBOOT_STRATEGY', '#'), fc.constantFrom('=', ' '), fc.string())
        .map((parts) => parts.join('')),
      fc.constantFrom(...REBOOT_STRATEGIES).map((name) => `REBOOT_STRATEGY="${name}"`),
    )
    const text = fc.array(line).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (etc, usr) => {
        const { conf, problems } = read(etc, usr)
        expect(REBOOT_STRATEGIES).toContain(conf.strategy)
        expect(conf.server === DISABLED || URL.canParse(conf.server)).toBe(true)
        for (const problem of problems) {
          const lines = (problem.file === ETC ? etc : usr).split('\n')
          expect(lines[problem.line - 1]).toContain(problem.value)
        }
      }),
    )
  })
})
