// Lines of [X-Fleet] that hold several values: `"a=b" "c=d"` (unit/unit.go parseMultivalueLine).

/**
 * The values of a line. Only a line that begins and ends with a quote is split, at each single space outside of quotes;
 * quotes are dropped and nothing escapes them. Two spaces make an empty value; a tab separates nothing.
 */
export function valuesOfLine(line: string): readonly string[] {
  if (!line.startsWith('"') || !line.endsWith('"')) return [line]
  const values = ['']
  // Every second piece between quotes stands inside of them.
  line.split('"').forEach((piece, i) => {
    const [first = '', ...others] = i % 2 === 1 ? [piece] : piece.split(' ')
    values.push((values.pop() ?? '') + first)
    for (const other of others) values.push(other)
  })
  return values
}
