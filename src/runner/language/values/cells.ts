import * as z from 'zod'
import { cellTables, pattern } from './selector.ts'

/** One cell of a reachability table. `from` and `to` are patterns in a topology and names in the plan. */
export interface Cell {
  readonly from: string
  readonly to: string
  readonly cell: 'direct' | 'relayed' | 'unreachable'
}

const cell = z.enum(['direct', 'relayed', 'unreachable'])

/** A table, `{ alice: { bob: relayed } }`: rows are `from`, columns are `to`. The plan has a list of cells. */
export const cells = z
  .record(pattern, z.record(pattern, cell))
  .transform((rows): readonly Cell[] =>
    Object.entries(rows).flatMap(([from, columns]) =>
      Object.entries(columns).map(([to, value]) => ({ from, to, cell: value })),
    ),
  )
  .meta({ description: 'Rows are from, columns are to: { alice: { bob: relayed } }' })
cellTables.add(cells, { cells: true })
