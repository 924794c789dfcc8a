// Reads the tutorial as what it says: commands with what they print, and what is seen in the first terminal meanwhile.

/** A command as it is typed, and the lines that it must print, in order; `…` stands for anything. */
export interface Typed {
  readonly kind: 'typed'
  readonly command: string
  readonly prints: readonly string[]
}

/** Lines that the first terminal must show from here on, in order. */
export interface Shown {
  readonly kind: 'shown'
  readonly lines: readonly string[]
}

const BLOCK = /^```(console|text)\n(.*?)^```$/gms

export function readTutorial(markdown: string): readonly (Typed | Shown)[] {
  return [...markdown.matchAll(BLOCK)].flatMap(([, kind, body = '']): readonly (Typed | Shown)[] => {
    const lines = body.trimEnd().split('\n')
    return kind === 'text' ? [{ kind: 'shown', lines }] : typedIn(lines)
  })
}

function typedIn(lines: readonly string[]): readonly Typed[] {
  const starts = lines.flatMap((line, n) => (line.startsWith('$ ') ? [n] : []))
  return starts.map((from, n) => ({
    kind: 'typed',
    command: (lines[from] as string).slice(2), // it is one of them
    prints: lines.slice(from + 1, starts[n + 1] ?? lines.length),
  }))
}

/** The first line of these that is not in the text, where they must stand in this order; undefined: all are there. */
export function missingFrom(text: string, lines: readonly string[]): string | undefined {
  let rest = text.split('\n')
  for (const line of lines) {
    const pattern = patternOf(line)
    const at = rest.findIndex((shown) => pattern.test(shown))
    if (at < 0) return line
    rest = rest.slice(at + 1)
  }
  return undefined
}

/** Columns are aligned by tabs, and in the text by spaces: how much white space there is does not count. */
function patternOf(line: string): RegExp {
  const escaped = line.trim().replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  return new RegExp(`^\\s*${escaped.replaceAll('…', '.*').replaceAll(/\s+/g, String.raw`\s+`)}\\s*$`)
}
