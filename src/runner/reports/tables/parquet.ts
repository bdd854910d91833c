import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import type { TableCell, TableColumn } from './tables.ts'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]
type Columns = readonly (readonly [name: string, column: TableColumn])[]

const types = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  bool: { type: 'BOOLEAN' },
} as const satisfies Record<TableColumn['type'], Partial<SchemaElement>>

/** A Parquet file that takes its rows in portions. */
export class ParquetFile {
  readonly #columns: Columns
  readonly #writer: ParquetWriter

  constructor(path: string, columns: Columns) {
    this.#columns = columns
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(
          ([name, { type }]): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...types[type] }),
        ),
      ],
    })
  }

  write(rows: readonly Readonly<Record<string, TableCell>>[]): void {
    if (rows.length === 0) return
    const columnData = this.#columns.map(([name, { type }]) => ({
      name,
      data: rows.map((row) => stored(row[name] ?? null, type)),
    }))
    this.#writer.write({ columnData })
  }

  close(): void {
    this.#writer.finish()
  }
}

function stored(value: TableCell, type: TableColumn['type']): TableCell | bigint {
  return type === 'int' && typeof value === 'number' ? BigInt(value) : value
}
