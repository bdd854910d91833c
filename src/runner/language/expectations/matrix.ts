import * as z from 'zod'
import { type Cell, cells } from '../values/cells.ts'
import { plural } from '../values/plural.ts'
import { defineExpectation } from './expectation.ts'
import {
  cellOf,
  formatPath,
  keyOf,
  observePairs,
  type PairJudgement,
  type ProbeAnswer,
  probePairs,
} from './pairs.ts'

export const matrix = defineExpectation({
  summary: 'a table of paths: direct, relayed or unreachable for each pair',
  description:
    'Rows are `from`, columns are `to`. Each cell is `direct` (a direct dial succeeds), `relayed` (only a relayed one does) or `unreachable`. A cell says which ways work, so each address gets a dial of its own, as for `unreachable`.',
  example:
    '- { at: 30s, expect: matrix, table: { alice: { bob: relayed, carol: unreachable }, bob: { alice: relayed } } }',
  alsoCalled: ['reachability-matrix', 'table'],
  failsWhen: 'a pair differs from the table',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({ table: cells }),
  describe: ({ table }) => `the paths are as in the table of ${plural(table.length, 'pair')}`,
  tellers: ({ table }) => [{ parameter: 'table', nodes: table.map(({ from }) => from) }],
  neededNodes: ({ table }) =>
    table.flatMap(({ from, to, cell }) => (cell === 'unreachable' ? [from] : [from, to])),
  neededReservations: ({ table }) =>
    table.flatMap(({ to, cell }) => (cell === 'relayed' ? [{ peers: [to], relays: null }] : [])),
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: ({ table }) => table.map(({ to }) => to),
  deniedPairs: ({ table }) => table,
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: () => false,
  observe: ({ table }, entry) => observePairs(entry, table, judgeBy(table)),
  probe: (context, { table }) => probePairs(context, { pairs: table, paths: 'all', judge: judgeBy(table) }),
})

function judgeBy(table: readonly Cell[]): (probe: ProbeAnswer) => PairJudgement {
  const wanted = new Map(table.map((cell) => [keyOf(cell), cell.cell]))
  return (probe) => {
    if (probe.outcome === 'untold') return { state: 'undetermined', reason: probe.reason }
    const seen = cellOf(probe)
    const expected = wanted.get(keyOf(probe))
    if (seen === expected) return { state: 'holds', reason: `${probe.from} to ${probe.to} is ${seen}` }
    const how =
      seen === 'unreachable' ? `unreachable (${probe.reason})` : probe.paths.map(formatPath).join(' and ')
    return { state: 'fails', reason: `${probe.from} to ${probe.to} should be ${expected} but is ${how}` }
  }
}
