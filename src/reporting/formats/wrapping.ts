// Lists as lines of a fixed width: a report is the same wherever it is read, so no terminal is asked for its own.

const WIDTH = 100
const MOST_LINES = 4

/** Names after a head, separated by commas, later lines indented below the first. None: no line at all. */
export function commaLines(head: string, indent: number, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const lines: string[] = []
  let line = ''
  for (const [index, name] of names.entries()) {
    const piece = name + (index === names.length - 1 ? '' : ', ')
    if (line !== '' && indent + line.length + piece.length > WIDTH) {
      if (lines.length === MOST_LINES - 1)
        return laidOut(head, indent, [...lines, `${line}and ${names.length - index} more`])
      lines.push(line)
      line = ''
    }
    line += piece
  }
  return laidOut(head, indent, [...lines, line])
}

const laidOut = (head: string, indent: number, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => (index === 0 ? head : ' '.repeat(indent)) + line.trimEnd())
