/**
 * Tables of stored runs, for pandas, DuckDB and spreadsheets.
 *
 *     tables.ts         the tables and their columns (here)
 *     rows-of-run.ts    the rows of one run
 *     spans.ts          reservations and connections as spans of time, from the log
 *     csv.ts            one format each: this one, and parquet.ts
 *     table-files.ts    a file for each table
 */

export type TableCell = string | number | boolean | null

/** `int`: a whole number. An absent value is null, and in CSV an empty field. */
type ColumnType = 'text' | 'int' | 'real' | 'bool'

export interface TableColumn {
  readonly type: ColumnType
  /** `ms`, `bytes`; null: it has none. */
  readonly unit: string | null
  readonly meaning: string
}

function column(type: ColumnType, meaning: string, unit: string | null = null): TableColumn {
  return { type, unit, meaning }
}

const run = column('text', 'The run: its folder below that of the command, which joins the tables')

export const tables = {
  runs: {
    meaning: 'One row for each run',
    columns: {
      run,
      topology: column('text', 'The name of the topology'),
      libp2p: column('text', 'The releases of its nodes'),
      seed: column('int', 'The seed'),
      clock: column('text', 'virtual or real'),
      fabric: column('text', 'virtual, netns or host'),
      nodes: column('int', 'Number of nodes'),
      outcome: column('text', 'pass, fail or unknown'),
      reason: column('text', 'The reason, in a sentence'),
      duration: column('int', 'The end, on the run’s clock', 'ms'),
      events: column('int', 'Number of events in the log'),
    },
  },
  settings: {
    meaning: 'One row for each value of an experiment, and for the seed',
    columns: {
      run,
      path: column('text', 'The path: links.latency, seed'),
      value: column('text', 'The value as the file or the command has it: 10ms'),
      number: column(
        'real',
        'The value as a number, for durations (ms), sizes (bytes), percentages (0 to 1) and numbers',
      ),
    },
  },
  measures: {
    meaning: 'One row for each number of a run ([the measures](experiments.md#measures))',
    columns: {
      run,
      entry: column('text', 'The entry of the timeline; null: the number is about the whole run'),
      name: column('text', 'wait, longest-gap, dials, …'),
      label: column('text', 'The name in words, with what is expected'),
      unit: column('text', 'ms, count or bytes'),
      value: column('real', 'The number', 'as `unit` says'),
    },
  },
  events: {
    meaning: 'One row for each event, without the parts that depend on the machine',
    columns: {
      run,
      n: column('int', 'Its number in the log'),
      t: column('int', 'The run’s clock', 'ms'),
      kind: column('text', 'connection-opened, reservation-lost, …'),
      node: column('text', 'The node that it is about; null: none'),
      entry: column('text', 'The entry of the timeline that it belongs to; null: none'),
      data: column('text', 'All other fields, as JSON'),
    },
  },
  reservations: {
    meaning: 'One row for each reservation that a node held, from the node’s side',
    columns: {
      run,
      node: column('text', 'The node that holds it'),
      relay: column('text', 'The relay'),
      made: column('int', 'The first grant', 'ms'),
      ended: column('int', 'The loss; null: held at the end of the run', 'ms'),
      held: column('int', 'From the grant until the loss, or the end of the run', 'ms'),
      renewals: column('int', 'Number of renewals'),
      reason: column('text', 'The reason of the loss, in a sentence; null: held at the end'),
    },
  },
  connections: {
    meaning: 'One row for each end of a connection',
    columns: {
      run,
      node: column('text', 'The node at this end'),
      peer: column('text', 'The node at the other end, else its peer id'),
      direction: column('text', 'inbound or outbound; null: the program does not tell'),
      path: column('text', 'direct or relayed'),
      relay: column('text', 'The relay; null: direct'),
      address: column('text', 'The multiaddr of the other end'),
      opened: column('int', 'The start', 'ms'),
      closed: column('int', 'The end; null: open at the end of the run', 'ms'),
      lasted: column('int', 'From the start until its end, or the end of the run', 'ms'),
      reason: column('text', 'closed, or exited when the node itself ended; null: open at the end'),
    },
  },
} as const satisfies Record<
  string,
  { readonly meaning: string; readonly columns: Readonly<Record<string, TableColumn>> }
>

export type TableName = keyof typeof tables

/** A value for each column of a table. */
export type TableRow<T extends TableName> = {
  readonly [K in keyof (typeof tables)[T]['columns']]: TableCell
}

export const tableNames = Object.keys(tables) as TableName[]

export function columnsOf(table: TableName): readonly (readonly [name: string, column: TableColumn])[] {
  return Object.entries(tables[table].columns)
}
