// How `seatrial locksmithctl` is typed: what its help says, and flags as Go's programs take them.

import type { Command } from 'commander'

export const CTL_USAGE = [
  'Commands:',
  '  status             show the free slots, the maximum and the holders',
  '  lock [id]          take a slot for this machine, or for another by its machine id',
  '  unlock [id]        free the slot of this machine, or of another',
  '  set-max N          let so many machines reboot at once',
  '  reboot             take a slot and reboot this machine (as root)',
  '  send-need-reboot   tell the machine behind --control that it needs a reboot',
  '',
  'Every flag can come from the environment, as LOCKSMITHCTL_ETCD_CAFILE and so on; one that is typed wins.',
  'Exit codes: 0 done, 1 failed, 2 usage.',
]

/**
 * Go's flags take one dash or two, ours two; so where locksmithctl is called, `-endpoint` is read as `--endpoint`. Only
 * whole names of its flags are meant, and nothing that comes after `--`.
 */
export function withTwoDashes(argv: readonly string[], locksmithctl: Command): readonly string[] {
  const at = argv.indexOf(locksmithctl.name())
  if (at !== 2) return argv // after Node and the program
  const flags = new Set(['--help', ...locksmithctl.options.map(({ long }) => long)])
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  return argv.map((text, i) => (i > at && i < end && flags.has(`-${text.split('=')[0]}`) ? `-${text}` : text))
}
