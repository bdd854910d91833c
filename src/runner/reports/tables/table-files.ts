import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { csvHead, csvLines } from './csv.ts'
import { ParquetFile } from './parquet.ts'
import { columnsOf, type TableCell, type TableName, type TableRow, tableNames } from './tables.ts'

/** The formats, and the ends of their files. JSON has one object on each line. */
export const tableFormats = { csv: 'csv', json: 'ndjson', parquet: 'parquet' } as const

export type TableFormat = keyof typeof tableFormats

interface TableFile {
  write: (rows: readonly Readonly<Record<string, TableCell>>[]) => void
  close: () => void
}

/** A file of each format for each table, in a folder that exists. Files from before are replaced. */
export class TableFiles {
  readonly #open: ReadonlyMap<TableName, readonly TableFile[]>
  readonly paths: readonly string[]

  constructor(folder: string, formats: readonly TableFormat[]) {
    const files = tableNames.flatMap((table) =>
      formats.map((format) => ({ table, format, path: join(folder, `${table}.${tableFormats[format]}`) })),
    )
    this.paths = files.map(({ path }) => path)
    const opened = files.map(({ table, format, path }) => ({ table, file: openTable(path, format, table) }))
    this.#open = new Map(
      tableNames.map((table) => [table, opened.filter((one) => one.table === table).map(({ file }) => file)]),
    )
  }

  write<T extends TableName>(table: T, rows: readonly TableRow<T>[]): void {
    for (const file of this.#open.get(table) ?? []) file.write(rows)
  }

  close(): void {
    for (const files of this.#open.values()) for (const file of files) file.close()
  }
}

function openTable(path: string, format: TableFormat, table: TableName): TableFile {
  const columns = columnsOf(table)
  switch (format) {
    case 'parquet':
      return new ParquetFile(path, columns)
    case 'csv':
      return textFile(path, csvHead(columns), (rows) => csvLines(columns, rows))
    case 'json':
      return textFile(path, '', (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    default:
      return format satisfies never
  }
}

function textFile(
  path: string,
  head: string,
  linesOf: (rows: readonly Readonly<Record<string, TableCell>>[]) => string,
): TableFile {
  const file = openSync(path, 'w')
  writeSync(file, head)
  return { write: (rows) => writeSync(file, linesOf(rows)), close: () => closeSync(file) }
}
