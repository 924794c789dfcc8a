import { expect, test } from '@jest/globals'
import { Command } from 'commander'
import { locksmithctlOptions } from './locksmithctl.ts'
import { withTwoDashes } from './locksmithctl-usage.ts'

const ctl = locksmithctlOptions(new Command('locksmithctl').version('1', '-V, --version'))
const typed = (...args: readonly string[]) => withTwoDashes(['node', 'seatrial', ...args], ctl).slice(2)

test.each([
  [
    ['locksmithctl', '-endpoint', 'http://a', 'status'],
    ['locksmithctl', '--endpoint', 'http://a', 'status'],
  ],
  [
    ['locksmithctl', '-etcd-cafile=a=b', '-debug'],
    ['locksmithctl', '--etcd-cafile=a=b', '--debug'],
  ],
  [
    ['locksmithctl', '-version'],
    ['locksmithctl', '--version'],
  ],
])('flags with one dash are flags: %j', (args, meant) => expect(typed(...args)).toEqual(meant))

test.each([
  ['--group=-x', ['locksmithctl', '--group=-x', 'lock', '-id']],
  ['-V', ['locksmithctl', '-V']],
  ['what comes after --', ['locksmithctl', 'lock', '--', '-group']],
  ['another command', ['hunt', '-group', 'locksmithctl']],
])('%s stays as it is', (_, args) => expect(typed(...args)).toEqual(args))
