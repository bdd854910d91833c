import type { TableCell, TableColumn } from './tables.ts'

type Columns = readonly (readonly [name: string, column: TableColumn])[]

/** The first line of a CSV file (RFC 4180, with a line feed as the end of a line). */
export function csvHead(columns: Columns): string {
  return `${columns.map(([name]) => name).join(',')}\n`
}

/** One line for each row. A missing value is an empty field, and an empty text is `""`. */
export function csvLines(columns: Columns, rows: readonly Readonly<Record<string, TableCell>>[]): string {
  return rows.map((row) => `${columns.map(([name]) => field(row[name] ?? null)).join(',')}\n`).join('')
}

function field(value: TableCell): string {
  if (value === null) return ''
  const text = String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
