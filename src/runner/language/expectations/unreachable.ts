import * as z from 'zod'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'
import {
  formatPath,
  observePairs,
  type PairJudgement,
  type ProbeAnswer,
  pairsOf,
  probePairs,
} from './pairs.ts'

export const unreachable = defineExpectation({
  summary: 'no `from` can reach any `to`',
  description:
    'Each `from` dials each `to` afresh, with the transports and settings of its host. Each address that `to` advertises gets a dial of its own, all at once, and every dial fails: a dead address in front cannot hide one that works, as it can in the single dial of `reachable`. With `path` only the direct or the relayed addresses are dialled. A `from` that is down cannot tell: the verdict is unknown then.',
  example: '- { at: 20s, expect: unreachable, from: bob, to: alice, within: 10s }',
  alsoCalled: ['not-reachable', 'cannot-reach', 'isolated'],
  opposite: '`expect: reachable`',
  instead: {
    between: 'it has a direction: write `from: alice` and `to: bob`',
  },
  failsWhen: 'a dial succeeds, because an address still works or a connection was repaired too soon',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    from: selector(null, { against: 'to', running: true }),
    to: selector(),
    path: orNull(z.enum(['direct', 'relayed'])).meta({
      description: 'Addresses that are dialled (default: all)',
    }),
  }),
  describe: ({ from, to, path }) =>
    `${listNames(from)} cannot reach ${listOthers(to, from)}${path === null ? '' : `, ${path}`}`,
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from }) => from,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: ({ to, path }) => (path === 'direct' ? [] : to),
  deniedPairs: ({ from, to }) => pairsOf(from, to),
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: () => false,
  observe: ({ from, to }, entry) => observePairs(entry, pairsOf(from, to), judge),
  probe: (context, { from, to, path }) =>
    probePairs(context, { pairs: pairsOf(from, to), paths: path ?? 'any', each: true, judge }),
})

function judge(probe: ProbeAnswer): PairJudgement {
  if (probe.outcome === 'untold') return { state: 'undetermined', reason: probe.reason }
  return probe.outcome === 'reached'
    ? {
        state: 'fails',
        reason: `${probe.from} reached ${probe.to} ${probe.paths.map(formatPath).join(' and ')}`,
      }
    : { state: 'holds', reason: `${probe.from} could not reach ${probe.to}: ${probe.reason}` }
}
