// Specifiers in [X-Fleet]: `%n`, `%N`, `%p` and `%i`. systemd has more of them and expands them on the machine; fleet does so
// only where it reads what a unit requires, and leaves what it does not know as it is.

import { nameInfo } from '../unit-file/names.ts'

/**
 * What expands the values of the unit of that name: one specifier after the other, everywhere, without an escape, so that
 * `%%n` is a percent sign and the name. A name without a dot expands nothing. What is expanded is a new text: the file is
 * shared by all instances of a template (coreos/fleet #1446: the first one's values were written into it).
 */
export function expander(name: string): (value: string) => string {
  const info = nameInfo(name)
  if (info === undefined) return (value) => value
  return (value) =>
    value.includes('%')
      ? value
          .replaceAll('%n', () => name)
          .replaceAll('%N', () => info.stem)
          .replaceAll('%p', () => info.prefix)
          .replaceAll('%i', () => info.instance)
      : value
}
