import * as z from 'zod'
import { cellTables, pattern } from './selector.ts'

/** One cell of a reachability table. In a topology `from` and `to` are patterns; in the plan they are names. */
export interface Cell {
  readonly from: string
  readonly to: string
  readonly cell: 'direct' | 'relayed' | 'unreachable'
}

const cell = z.enum(['direct', 'relayed', 'unreachable'])

/** `{ alice: { bob: relayed } }`: rows are from, columns to. A list of cells in the plan. */
export const cells = z
  .record(pattern, z.record(pattern, cell))
  .transform((rows): readonly Cell[] =>
    Object.entries(rows).flatMap(([from, columns]) =>
      Object.entries(columns).map(([to, value]) => ({ from, to, cell: value })),
    ),
  )
  .meta({ description: 'Rows are from, columns are to: { alice: { bob: relayed } }' })
cellTables.add(cells, { cells: true })
