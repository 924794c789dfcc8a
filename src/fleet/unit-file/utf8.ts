// How many bytes a text has in UTF-8, which is what fleet and systemd count.

/** A text that is not well-formed counts as if each lone surrogate were U+FFFD. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Each half of a surrogate pair counts 2: a pair has 4 bytes.
    if (unit >= 0xd800 && unit <= 0xdfff) bytes += isPairAt(text, i) ? 1 : 2
    else if (unit >= 0x800) bytes += 2
    else if (unit >= 0x80) bytes += 1
  }
  return bytes
}

/** Whether the surrogate at `i` is half of a pair. */
function isPairAt(text: string, i: number): boolean {
  const high = text.charCodeAt(i) <= 0xdbff ? i : i - 1
  return (text.codePointAt(high) ?? 0) > 0xffff
}
