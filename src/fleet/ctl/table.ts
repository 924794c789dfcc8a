// Tables as fleetctl prints them: the text/tabwriter of Go with minwidth 0, tabwidth 8, padding 1 and tabs to pad with.

import { quoteText } from '../unit-file/go-quote.ts'
import { CtlFailed, type Desk } from './desk.ts'

const TAB = 8
const PADDING = 1

/** What stands in a column of a row. `-`: nothing. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string>>

/** Which columns to print and how; `fields` by comma. */
export interface TableOptions {
  readonly fields: string
  readonly noLegend: boolean
}

/**
 * The names of the columns that were asked for.
 * @throws CtlFailed where one is unknown
 */
export function fieldsOf<Row>(columns: Columns<Row>, fields: string): readonly string[] {
  const names = fields.split(',')
  const unknown = names.find((name) => !Object.hasOwn(columns, name))
  if (unknown !== undefined) throw new CtlFailed(`Invalid key in output format: ${quoteText(unknown)}`)
  return names
}

/** Prints rows under a legend, the upper-cased names of the columns. */
export function printTable<Row>(desk: Desk, columns: Columns<Row>, rows: readonly Row[], options: TableOptions): void {
  const names = fieldsOf(columns, options.fields)
  const legend = options.noLegend ? [] : [names.map((name) => name.toUpperCase())]
  const cells = rows.map((row) => names.map((name) => oneCell(columns[name]?.(row) ?? '')))
  for (const line of tabulate([...legend, ...cells])) desk.out(line)
}

/** Rows of equally many cells as lines. The last cell of a row is not padded. */
export function tabulate(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, i) => {
    const widest = Math.max(0, ...rows.map((row) => lengthOf(row[i] ?? '')))
    return Math.ceil((widest + PADDING) / TAB) * TAB
  })
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === row.length - 1 ? cell : cell + '\t'.repeat(Math.ceil(((widths[i] ?? 0) - lengthOf(cell)) / TAB)),
      )
      .join(''),
  )
}

/** Characters as Go counts them: code points. */
const lengthOf = (text: string): number => [...text].length

/** A cell holds no mark that would end it. */
const oneCell = (text: string): string => {
  const plain = text.replace(/[\t\n\v\f\r]/g, ' ')
  return plain === '' ? '-' : plain
}
