import { z } from 'zod'
import { cells } from '../values/cells.ts'
import { defineExpectation } from './expectation.ts'
import { formatPath, keyOf, observePairs, probePairs } from './pairs.ts'

export const matrix = defineExpectation({
  summary: 'a whole table of who reaches whom, and how',
  description:
    'Rows are `from`, columns are `to`. Each cell is `direct` (a direct dial succeeds), `relayed` (only a relayed one does) or `unreachable`. Every pair is dialled as for `reachable`.',
  example:
    '- { at: 30s, expect: matrix, table: { alice: { bob: relayed, carol: unreachable }, bob: { alice: relayed } } }',
  fabrics: ['virtual', 'host'],
  params: z.strictObject({ table: cells }),
  describe: ({ table }) => `${table.length} pairs reach each other as in the table`,
  observe: ({ table }, entry) => {
    const wanted = new Map(table.map((cell) => [keyOf(cell), cell.cell]))
    return observePairs(entry, table, (probe) => {
      if (probe.outcome === 'untold') return { state: 'untold', reason: probe.reason }
      const seen =
        probe.outcome === 'not-reached'
          ? 'unreachable'
          : probe.paths.some((path) => path.kind === 'direct')
            ? 'direct'
            : 'relayed'
      const expected = wanted.get(keyOf(probe))
      const how =
        seen === 'unreachable' ? `unreachable (${probe.reason})` : probe.paths.map(formatPath).join(' and ')
      return seen === expected
        ? { state: 'holds', reason: `${probe.from} to ${probe.to} is ${seen}` }
        : { state: 'fails', reason: `${probe.from} to ${probe.to} should be ${expected} but is ${how}` }
    })
  },
  probe: (context, { table }) => probePairs(context, table, 'any'),
})
