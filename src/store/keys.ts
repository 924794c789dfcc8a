// Keys and their order: etcd sorts by UTF-8 bytes, and a range is a first key and an exclusive end.

/** A range's end that means: from the key on, without an end. */
export const OPEN_END = '\0'

/** A surrogate pair stands for a code point above U+FFFF, so its units sort above U+E000 to U+FFFF, as UTF-8 bytes do. */
const rank = (unit: number): number => (unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Orders keys as etcd does, by their UTF-8 bytes; negative when `a` comes first. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return x < 0xd800 || y < 0xd800 ? x - y : rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Whether a key lies in a range as ranges, deletes and watches write it. */
export function inRange(key: string, from: string, rangeEnd: string | undefined): boolean {
  if (rangeEnd === undefined) return key === from
  return compareKeys(key, from) >= 0 && (rangeEnd === OPEN_END || compareKeys(key, rangeEnd) < 0)
}
